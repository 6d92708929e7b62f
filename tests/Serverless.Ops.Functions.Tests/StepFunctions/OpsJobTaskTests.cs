using System.Text.Json.Nodes;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.Functions.Tests.Program.Host;
using Serverless.Ops.Functions.Tests.Servers;

namespace Serverless.Ops.Functions.Tests.StepFunctions;

/// <summary>Runs a host job with a task token as a process, against a server with Step Functions' protocol.</summary>
public sealed class OpsJobTaskTests : IAsyncLifetime
{
    private const string Token = "AQCEAAAAKgAAAAMAAAAAAAAAAeh/token+of=test";

    private StepFunctionsServer stepFunctions = null!;

    public async ValueTask InitializeAsync() => stepFunctions = await StepFunctionsServer.StartAsync();

    public ValueTask DisposeAsync() => stepFunctions.DisposeAsync();

    [Fact]
    public async Task Job_ThatSucceeds_AnswersWithItsOutput()
    {
        await using RunningProgram program = Start("{}");

        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(0);
        stepFunctions.Calls.Select(call => call.Operation).Distinct().ShouldBe(["SendTaskHeartbeat", "SendTaskSuccess"]);
        TaskCall success = stepFunctions.Verdict;
        success.Operation.ShouldBe("SendTaskSuccess");
        success["taskToken"].ShouldBe(Token);
        JsonNode.DeepEquals(JsonNode.Parse(success["output"]!), end.Json).ShouldBeTrue();
        success.ContentType.ShouldBe("application/x-amz-json-1.0");
        success.Authorization.ShouldStartWith("AWS4-HMAC-SHA256 Credential=nobody/");
        success.Authorization.ShouldContain("/eu-west-1/states/aws4_request");
    }

    [Fact]
    public async Task Job_ThatFails_AnswersWithTheErrorsNameAndLambdasJson()
    {
        await using RunningProgram program = Start("""{"sture":"x"}""");

        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(2);
        stepFunctions.Calls.Select(call => call.Operation).Distinct().ShouldBe(["SendTaskHeartbeat", "SendTaskFailure"]);
        TaskCall failure = stepFunctions.Verdict;
        failure.Operation.ShouldBe("SendTaskFailure");
        failure["error"].ShouldBe("InvalidInputException");
        JsonNode cause = JsonNode.Parse(failure["cause"]!)!;
        cause["errorType"]!.GetValue<string>().ShouldBe("InvalidInputException");
        cause["errorMessage"]!.GetValue<string>().ShouldContain("'sture'");
        cause["stackTrace"]!.AsArray().Count.ShouldBeGreaterThan(0);
        cause["cause"]!["errorType"]!.GetValue<string>().ShouldBe("JsonException");
        end.Errors.ShouldNotContain(Token);
    }

    [Fact]
    public async Task Job_ThatTakesLong_SendsHeartbeatsUntilItIsToldToStop()
    {
        using var store = new SilentServer();
        await using RunningProgram program = Start("{}", OpsJobTests.SilentStore(store));
        await HeartbeatsAsync(4);

        program.Signal(RunningProgram.SigTerm);
        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(143);
        stepFunctions.Verdict.Operation.ShouldBe("SendTaskFailure");
        stepFunctions.Verdict["error"].ShouldBe("JobStoppedException");
    }

    [Theory]
    [InlineData("TaskTimedOut")]
    [InlineData("TaskDoesNotExist")]
    [InlineData("InvalidToken")]
    public async Task Job_ThatNobodyWaitsForAnyMore_StopsAndAnswersNothing(string code)
    {
        using var store = new SilentServer();
        await using RunningProgram program = Start("{}", OpsJobTests.SilentStore(store));
        await HeartbeatsAsync(2);

        stepFunctions.Refuse = _ => code;
        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(75);
        end.Errors.ShouldStartWith("TaskSupersededException: DescribeRuntime was stopped: the state machine no longer waits for it.\n");
        stepFunctions.Calls.ShouldAllBe(call => call.Operation == "SendTaskHeartbeat");
    }

    [Fact]
    public async Task Job_ThatNobodyWaitsFor_DoesNotBegin()
    {
        using var store = new SilentServer();
        stepFunctions.Refuse = _ => "TaskTimedOut";
        await using RunningProgram program = Start("{}", OpsJobTests.SilentStore(store));

        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(75);
        store.Reached.IsCompleted.ShouldBeFalse();
        stepFunctions.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("token\n")]
    public async Task TaskToken_ThatIsNone_IsRefusedWithoutRepeatingIt(string token)
    {
        await using RunningProgram program = Start("{}", new() { ["OPS_TASK_TOKEN"] = token });

        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(2);
        end.Errors.ShouldStartWith("InvalidInputException: The value of the setting OPS_TASK_TOKEN is not a task token.\n");
        end.Errors.ShouldNotContain(token);
        stepFunctions.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task TaskToken_AsAnArgument_IsNoOptionAnyMore()
    {
        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, ["DescribeRuntime", "{}", "--task-token", Token]);

        end.ExitCode.ShouldBe(2);
        end.Errors.ShouldContain("There is no option '--task-token'.");
        end.Errors.ShouldNotContain(Token);
    }

    [Fact]
    public async Task Heartbeat_ThatIsLostOnTheWay_DoesNotEndTheJob()
    {
        using var store = new SilentServer();
        int lost = 0;
        stepFunctions.Refuse = _ =>
            stepFunctions.Calls.Count is > 2 and < 8 && Interlocked.Increment(ref lost) > 0 ? "InternalFailure" : null;
        await using RunningProgram program = Start("{}", OpsJobTests.SilentStore(store));

        await HeartbeatsAsync(12);
        program.Signal(RunningProgram.SigTerm);

        (await program.EndAsync()).ExitCode.ShouldBe(143);
        lost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Job_WhoseTimeRunsOut_AnswersWithThat()
    {
        using var store = new SilentServer();
        await using RunningProgram program = Start("{}", OpsJobTests.SilentStore(store), "--timeout", "1.5");

        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(124);
        stepFunctions.Verdict["error"].ShouldBe("DeadlineExceededException");
    }

    [Fact]
    public async Task Answer_ThatComesTooLate_IsNotASuccess()
    {
        stepFunctions.Refuse = call => call.Operation == "SendTaskSuccess" ? "TaskTimedOut" : null;
        await using RunningProgram program = Start("{}");

        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(75);
        end.Output.ShouldBe("");
    }

    private async Task HeartbeatsAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (stepFunctions.Calls.Count < count)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private RunningProgram Start(string input, Dictionary<string, string>? environment = null, params string[] options)
    {
        Dictionary<string, string> variables = environment ?? [];
        variables["AWS_REGION"] = "eu-west-1";
        variables["AWS_ACCESS_KEY_ID"] = "nobody";
        variables["AWS_SECRET_ACCESS_KEY"] = "nothing";
        variables["AWS_ENDPOINT_URL_SFN"] = stepFunctions.Url;
        variables["OPS_HEARTBEAT_SECONDS"] = "0.2";
        variables.TryAdd("OPS_TASK_TOKEN", Token);
        return RunningProgram.Start(Programs.OpsJob, ["DescribeRuntime", input, .. options], variables);
    }
}
