using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Ops.Functions.Jobs;
using Serverless.Ops.Functions.Tests.Program.Host;
using Serverless.Ops.Functions.Tests.Servers;

namespace Serverless.Ops.Functions.Tests.Program.Lambda;

/// <summary>Runs the program as a process behind a Runtime API, as in Lambda.</summary>
public sealed class OpsJobInLambdaTests : IAsyncLifetime
{
    private RuntimeApiServer lambda = null!;

    public async ValueTask InitializeAsync() => lambda = await RuntimeApiServer.StartAsync();

    public ValueTask DisposeAsync() => lambda.DisposeAsync();

    [Theory]
    [InlineData("OPS_FUNCTION")]
    [InlineData("_HANDLER")]
    public async Task Call_OfTheFunctionThatTheEnvironmentNames_IsAnswered(string variable)
    {
        await using RunningProgram program = Start((variable, "DescribeRuntime"));

        CallOutcome outcome = await lambda.InvokeAsync("{}");

        outcome.IsError.ShouldBeFalse();
        outcome.Json["runtime"]!.GetValue<string>().ShouldBe("lambda");
        outcome.Json["functions"]!.AsArray().Count.ShouldBe(OpsFunctions.All.Count);
    }

    [Fact]
    public async Task Call_WithAnUnknownField_IsATypedError()
    {
        await using RunningProgram program = Start(("OPS_FUNCTION", "DescribeRuntime"));

        CallOutcome failed = await lambda.InvokeAsync("""{"sture":"x"}""");
        CallOutcome good = await lambda.InvokeAsync("{}");

        failed.ErrorType.ShouldBe("InvalidInputException");
        failed.Json["errorMessage"]!.GetValue<string>().ShouldContain("'sture'");
        failed.Json["cause"]!["errorType"]!.GetValue<string>().ShouldBe("JsonException");
        good.IsError.ShouldBeFalse();
    }

    [Fact]
    public async Task Call_WhoseTimeRunsOut_IsATypedErrorBeforeLambdaEndsIt()
    {
        using var store = new SilentServer();
        await using RunningProgram program = Start([
            ("OPS_FUNCTION", "DescribeRuntime"),
            .. OpsJobTests.SilentStore(store).Select(pair => (pair.Key, pair.Value)),
        ]);
        await lambda.FirstPoll.WaitAsync(TimeSpan.FromMinutes(3));

        CallOutcome failed = await lambda.InvokeAsync("{}", TimeSpan.FromSeconds(8));

        failed.ErrorType.ShouldBe("DeadlineExceededException");
        // The message has the time that Lambda granted. InvocationDeadlineTests test the margin for the report.
        string given = Regex.Match(failed.Json["errorMessage"]!.GetValue<string>(), "within the ([0-9.]+) s it was given").Groups[1].Value;
        double.Parse(given, CultureInfo.InvariantCulture).ShouldBeInRange(0, 8);
    }

    [Theory]
    [InlineData("OPS_FUNCTION", "Nonsense", "The setting OPS_FUNCTION is 'Nonsense', but there is no such function.")]
    [InlineData("OTHER", "", "The setting OPS_FUNCTION is not set.")]
    [InlineData("OPS_STORE", "nonsense", "The setting OPS_STORE is 'nonsense', which cannot be used.")]
    public async Task Start_WithAWrongSetting_IsReportedAndEndsTheProcess(string variable, string value, string message)
    {
        await using RunningProgram program = Start((variable, value));

        CallOutcome error = await lambda.StartError.WaitAsync(TimeSpan.FromMinutes(3));
        ProgramOutcome end = await program.EndAsync();

        error.ErrorType.ShouldBe("InvalidInputException");
        error.Json["errorMessage"]!.GetValue<string>().ShouldStartWith(message);
        end.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Process_ThatIsToldToStopBetweenCalls_EndsCleanly()
    {
        await using RunningProgram program = Start(("OPS_FUNCTION", "DescribeRuntime"));
        await lambda.FirstPoll.WaitAsync(TimeSpan.FromMinutes(3));

        program.Signal(RunningProgram.SigTerm);

        (await program.EndAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_AThousandInOneProcess_LeaveNothingBehind()
    {
        // The nursery is small and code is compiled only once. So growth comes from the calls, and not from garbage that is not yet
        // collected or from code that the runtime compiles again.
        await using RunningProgram program = Start(
            ("OPS_FUNCTION", "DescribeRuntime"),
            ("DOTNET_GCgen0size", "0x400000"),
            ("DOTNET_TieredCompilation", "0"),
            ("DOTNET_GCConserveMemory", "9"),
            ("DOTNET_gcConcurrent", "0")
        );
        (long WorkingSet, long Managed) warm = await InvokeManyAsync(1_000);

        (long WorkingSet, long Managed) after = await InvokeManyAsync(1_000);

        (after.WorkingSet - warm.WorkingSet).ShouldBeLessThan(8 * 1024 * 1024);
        (after.Managed - warm.Managed).ShouldBeLessThan(5 * 1024 * 1024);
    }

    private async Task<(long WorkingSet, long Managed)> InvokeManyAsync(int calls)
    {
        (long, long) last = default;
        for (int i = 0; i < calls; i++)
        {
            JsonObject json = (await lambda.InvokeAsync("{}")).Json;
            last = (json["workingSetBytes"]!.GetValue<long>(), json["managedBytes"]!.GetValue<long>());
        }

        return last;
    }

    private RunningProgram Start(params (string Name, string Value)[] variables) =>
        RunningProgram.Start(Programs.OpsJob, [], OpsJobTests.Environment([.. variables, ("AWS_LAMBDA_RUNTIME_API", lambda.Address)]));
}
