using System.Diagnostics;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Lambda;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Aws.Lambda;

public sealed class LocalLambdaTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-lambda-").FullName;
    private readonly SteppedTime time = new();
    private LocalLambda lambda = null!;

    public ValueTask InitializeAsync()
    {
        string runtime = ShellPrograms.Write(folder, "bootstrap", ShellPrograms.Runtime);
        LocalFunction Function(string name, int seconds, string failInit) =>
            new(
                name,
                runtime,
                [],
                new Dictionary<string, string> { ["FAIL_INIT"] = failInit, ["GATE"] = Path.Combine(folder, "gate") },
                TimeSpan.FromSeconds(seconds),
                512
            );
        lambda = new LocalLambda(
            [Function("PlanRestore", 900, "0"), Function("Broken", 900, "1"), Function("Short", 3, "0")],
            2,
            folder,
            time
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await lambda.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Invocation_GoesThroughTheRuntimeApi_AndTheProcessStaysWarm()
    {
        JsonNode first = await RunAsync("""{"a":"ä"}""");
        JsonNode second = await RunAsync("{}");

        StateJson.ToText(first["Payload"]!["got"]).ShouldBe("""{"a":"ä"}""");
        ((string)first["Payload"]!["handler"]!).ShouldBe("PlanRestore");
        ((long)first["Payload"]!["deadline"]!).ShouldBe((time.GetUtcNow() + TimeSpan.FromSeconds(900)).ToUnixTimeMilliseconds());
        ((int)second["Payload"]!["count"]!).ShouldBe(2);
        ((int)second["Payload"]!["pid"]!).ShouldBe((int)first["Payload"]!["pid"]!);
        ((int)first["StatusCode"]!).ShouldBe(200);
        ((string)first["ExecutedVersion"]!).ShouldBe("$LATEST");
    }

    [Theory]
    [InlineData("throw", "NoSetBeforeTargetException", """{"errorType":"NoSetBeforeTargetException","errorMessage":"none"}""")]
    [InlineData("untyped", "Lambda.Unknown", "Lambda did not return an error type")]
    [InlineData("exit", "Runtime.ExitError", "Runtime exited with error: exit status 3")]
    [InlineData("die", "Runtime.ExitError", "Runtime exited with error: signal: killed")]
    [InlineData("large", "Function.ResponseSizeTooLarge", "exceeded maximum allowed payload size (6291556 bytes)")]
    public async Task Failure_ComesUnderAwssName_AndTheNextInvocationWorks(string what, string error, string cause)
    {
        StateErrorException failure = await Should.ThrowAsync<StateErrorException>(() => RunAsync($$"""{"do":"{{what}}"}"""));

        failure.Error.ShouldBe(error);
        failure.Cause.ShouldContain(cause);
        (await RunAsync("{}"))["Payload"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Response_OfExactlyTheLimit_Fits() =>
        ((string)(await RunAsync("""{"do":"whole"}"""))["Payload"]!).Length.ShouldBe(6_291_554);

    [Fact]
    public async Task Start_ThatFails_IsReportedUnderItsOwnName() =>
        (await Should.ThrowAsync<StateErrorException>(() => RunAsync("{}", "Broken"))).Error.ShouldBe("InvalidSettingException");

    [Fact]
    public async Task Timeout_KillsTheProcess()
    {
        JsonNode before = await RunAsync("{}", "Short");
        int pid = (int)before["Payload"]!["pid"]!;
        time.PassOver();
        Task<JsonNode> run = RunAsync("""{"do":"hang"}""", "Short");
        await time.StepAsync(3);

        StateErrorException failure = await Should.ThrowAsync<StateErrorException>(() => run);

        failure.Error.ShouldBe("Sandbox.Timedout");
        failure.Cause.ShouldContain("Error: Task timed out after 3.00 seconds");
        Should.Throw<ArgumentException>(() => Process.GetProcessById(pid));
    }

    [Fact]
    public async Task Invocations_AboveTheConcurrency_AreRefusedAtOnce()
    {
        Task<JsonNode>[] running = [RunAsync("""{"do":"wait"}"""), RunAsync("""{"do":"wait"}""")];

        StateErrorException failure = await Should.ThrowAsync<StateErrorException>(() => RunAsync("{}"));
        await File.WriteAllTextAsync(Path.Combine(folder, "gate"), "");
        await Task.WhenAll(running);

        failure.Error.ShouldBe("Lambda.TooManyRequestsException");
        (await RunAsync("{}"))["Payload"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Request_OverTheLimit_IsRefused() =>
        (
            await Should.ThrowAsync<StateErrorException>(() =>
                lambda.InvokeAsync("PlanRestore", $"\"{new string('x', 6_291_555)}\"", CancellationToken.None)
            )
        ).Error.ShouldBe("Lambda.RequestTooLargeException");

    [Fact]
    public async Task Function_ThatDoesNotExist_IsNotFound() =>
        (await Should.ThrowAsync<StateErrorException>(() => RunAsync("{}", "Other"))).Error.ShouldBe("Lambda.ResourceNotFoundException");

    [Fact]
    public async Task Process_GetsNothingOfTheUsersEnvironment()
    {
        Environment.SetEnvironmentVariable("SECRET_OF_THE_USER", "leaked");

        ((string)(await RunAsync("{}"))["Payload"]!["home"]!).ShouldBe("none");
    }

    private async Task<JsonNode> RunAsync(string payload, string function = "PlanRestore") =>
        (
            await new InvokeTask(lambda).RunAsync(
                new TaskRequest(new JsonObject { ["FunctionName"] = LocalArns.Function(function), ["Payload"] = JsonNode.Parse(payload) }),
                CancellationToken.None
            )
        )!;
}
