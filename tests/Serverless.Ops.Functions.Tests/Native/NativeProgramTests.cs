using Serverless.Ops.Functions.Jobs;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.Functions.Tests.Program.Host;
using Serverless.Ops.Functions.Tests.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Functions.Tests.Native;

/// <summary>The program as it is deployed: compiled ahead of time. The tests need gcc (or clang) and zlib1g-dev.</summary>
[Slow]
public sealed class NativeProgramTests(NativeProgram native) : IClassFixture<NativeProgram>
{
    // The version in Amazon Linux 2023. provided.al2023 and the hosts run this system.
    private static readonly Version Offered = new(2, 34);

    [Fact]
    public void Compilation_HasNoWarning() => native.BuildLog.ShouldNotContain("warning", Case.Insensitive, native.BuildLog);

    [Fact]
    public void Program_NeedsNoNewerLibraryThanLambdaHas()
    {
        var needed = NeededVersions
            .Of(native.Path)
            .Where(name => name.StartsWith("GLIBC_2", StringComparison.Ordinal))
            .Select(name => Version.Parse(name["GLIBC_".Length..]))
            .ToList();

        needed.Count.ShouldBeGreaterThan(3);
        needed.Max()!.ShouldBeLessThanOrEqualTo(Offered);
    }

    [Fact]
    public async Task Program_OnAHost_RunsAFunction()
    {
        ProgramOutcome end = await RunningProgram.RunAsync(native.Path, ["DescribeRuntime", "{}"]);

        end.ExitCode.ShouldBe(0);
        end.Json["isNative"]!.GetValue<bool>().ShouldBeTrue();
        end.Json["runtime"]!.GetValue<string>().ShouldBe("host");
    }

    [Fact]
    public async Task Program_OnAHost_HelpsWithEveryFunction()
    {
        foreach (OpsFunction function in OpsFunctions.All)
        {
            ProgramOutcome ahead = await RunningProgram.RunAsync(native.Path, [function.Name, "--help"]);
            ProgramOutcome justInTime = await RunningProgram.RunAsync(Programs.OpsJob, [function.Name, "--help"]);

            ahead.ExitCode.ShouldBe(0);
            ahead.Output.ShouldBe(justInTime.Output);
        }
    }

    [Fact]
    public async Task Program_WithATaskToken_AnswersStepFunctions()
    {
        await using StepFunctionsServer stepFunctions = await StepFunctionsServer.StartAsync();

        ProgramOutcome end = await RunningProgram.RunAsync(
            native.Path,
            ["DescribeRuntime", """{"sture":1}"""],
            OpsJobTests.Environment(
                ("AWS_REGION", "eu-west-1"),
                ("AWS_ACCESS_KEY_ID", "nobody"),
                ("AWS_SECRET_ACCESS_KEY", "nothing"),
                ("AWS_ENDPOINT_URL_SFN", stepFunctions.Url),
                ("OPS_TASK_TOKEN", "t")
            )
        );

        end.ExitCode.ShouldBe(2);
        stepFunctions.Calls.Select(call => call.Operation).Distinct().ShouldBe(["SendTaskHeartbeat", "SendTaskFailure"]);
        stepFunctions.Verdict["error"].ShouldBe("InvalidInputException");
    }

    [Fact]
    public async Task Program_InLambda_ServesCallsAndErrors()
    {
        await using RuntimeApiServer lambda = await RuntimeApiServer.StartAsync();
        await using var program = RunningProgram.Start(
            native.Path,
            [],
            OpsJobTests.Environment(("AWS_LAMBDA_RUNTIME_API", lambda.Address), ("OPS_FUNCTION", "DescribeRuntime"))
        );

        CallOutcome good = await lambda.InvokeAsync("{}");
        CallOutcome bad = await lambda.InvokeAsync("[]");

        good.Json["isNative"]!.GetValue<bool>().ShouldBeTrue();
        good.Json["runtime"]!.GetValue<string>().ShouldBe("lambda");
        bad.ErrorType.ShouldBe("InvalidInputException");
    }
}
