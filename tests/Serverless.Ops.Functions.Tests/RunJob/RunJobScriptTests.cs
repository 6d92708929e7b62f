using System.Text;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Functions.Tests.RunJob;

/// <summary>Runs infra/host/run-job.sh as Run Command does.</summary>
public sealed class RunJobScriptTests : IDisposable
{
    private static readonly string Script = Repository.PathOf("infra", "host", "run-job.sh");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("run-job-");
    private readonly string environmentFile;
    private readonly string recorder;

    public RunJobScriptTests()
    {
        environmentFile = Path.Combine(folder.FullName, "environment");
        File.WriteAllText(environmentFile, "OPS_ESTATE=fern\n");

        // The recorder prints its arguments unchanged, so that neither the shell nor JSON rules alter them before the test reads them.
        recorder = Path.Combine(folder.FullName, "recorder");
        File.WriteAllText(recorder, "#!/bin/bash\nprintf '%s\\0' \"$OPS_ESTATE\" \"${OPS_TASK_TOKEN-none}\" \"$@\"\nexit 75\n");
        File.SetUnixFileMode(recorder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":"it's \"quoted\" \\ and $(touch hit) `touch hit` ; touch hit & | > hit"}""")]
    [InlineData("{\n  \"a\": 1\n}\n\n\n")]
    [InlineData("--help")]
    [InlineData("{\"a\":\"é € 😀 *\"}")]
    [InlineData("'; touch hit; '")]
    public async Task Payload_OfAnyKind_ReachesTheJobAsItIs(string payload)
    {
        ProgramOutcome end = await RunAsync(["BackUpDatabase", Base64(payload)], "AAA/token+=._-");

        end.ExitCode.ShouldBe(75);
        end.Output.Split('\0').ShouldBe(["fern", "AAA/token+=._-", "BackUpDatabase", payload, ""]);
        Directory.EnumerateFiles(folder.FullName, "hit", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists("hit").ShouldBeFalse();
    }

    [Fact]
    public async Task Job_WithoutATaskToken_IsStartedWithout() =>
        (await RunAsync(["BackUpDatabase", Base64("{}")])).Output.Split('\0').ShouldBe(["fern", "none", "BackUpDatabase", "{}", ""]);

    [Fact]
    public async Task TaskToken_OfTheEnvironmentFile_IsNobodys()
    {
        await File.AppendAllTextAsync(environmentFile, "OPS_TASK_TOKEN=stale\n", TestContext.Current.CancellationToken);

        (await RunAsync(["BackUpDatabase", Base64("{}")])).Output.Split('\0')[1].ShouldBe("none");
        (await RunAsync(["BackUpDatabase", Base64("{}")], "own")).Output.Split('\0')[1].ShouldBe("own");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("$(touch hit)")]
    [InlineData("a\nb")]
    public async Task TaskToken_ThatIsNone_StartsNothing(string token)
    {
        ProgramOutcome end = await RunAsync(["BackUpDatabase", Base64("{}")], token);

        end.ExitCode.ShouldBe(2);
        end.Output.ShouldBe("");
        end.Errors.ShouldBe("run-job.sh: OPS_TASK_TOKEN is not a task token.\n");
        File.Exists("hit").ShouldBeFalse();
    }

    public static TheoryData<string[], string> Refused() =>
        new()
        {
            { [], "usage" },
            { ["BackUpDatabase"], "usage" },
            { ["BackUpDatabase", "e30=", "token"], "usage" },
            { ["BackUpDatabase; touch hit", "e30="], "FUNCTION" },
            { ["../opsjob", "e30="], "FUNCTION" },
            { ["--help", "e30="], "FUNCTION" },
            { ["BackUpDatabase\ntouch hit", "e30="], "FUNCTION" },
            { ["BackUpDatabase", "{}"], "PAYLOAD_BASE64" },
            { ["BackUpDatabase", ""], "PAYLOAD_BASE64" },
            { ["BackUpDatabase", "e30"], "PAYLOAD_BASE64" },
            { ["BackUpDatabase", "$(touch hit)"], "PAYLOAD_BASE64" },
            { ["BackUpDatabase", "e30=\n"], "PAYLOAD_BASE64" },
            { ["BackUpDatabase", "ewB9"], "PAYLOAD_BASE64 contains NUL bytes, which JSON cannot contain" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Argument_ThatIsNotWhatItMayBe_StartsNothing(string[] arguments, string named)
    {
        ProgramOutcome end = await RunAsync(arguments);

        end.ExitCode.ShouldBe(2);
        end.Output.ShouldBe("");
        end.Errors.ShouldStartWith("run-job.sh: ");
        end.Errors.ShouldContain(named);
        File.Exists("hit").ShouldBeFalse();
    }

    [Fact]
    public async Task EnvironmentFile_ThatIsMissing_IsNamed()
    {
        File.Delete(environmentFile);

        ProgramOutcome end = await RunAsync(["BackUpDatabase", Base64("{}")]);

        end.ExitCode.ShouldBe(2);
        end.Errors.ShouldContain($"{environmentFile} does not exist or is not readable");
    }

    [Fact]
    public async Task Program_ThatIsMissing_IsNamed()
    {
        File.Delete(recorder);

        ProgramOutcome end = await RunAsync(["BackUpDatabase", Base64("{}")]);

        end.ExitCode.ShouldBe(2);
        end.Errors.ShouldContain($"{recorder} does not exist or is not executable");
    }

    [Fact]
    public async Task Script_WithTheRealProgram_RunsTheFunction()
    {
        ProgramOutcome end = await RunningProgram.RunAsync(Script, ["DescribeRuntime", Base64("{}")], Variables(Programs.OpsJob));

        end.ExitCode.ShouldBe(0);
        end.Json["runtime"]!.GetValue<string>().ShouldBe("host");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private Task<ProgramOutcome> RunAsync(string[] arguments, string? taskToken = null)
    {
        Dictionary<string, string> variables = Variables(recorder);
        if (taskToken is not null)
        {
            variables["OPS_TASK_TOKEN"] = taskToken;
        }

        return RunningProgram.RunAsync(Script, arguments, variables);
    }

    private Dictionary<string, string> Variables(string job) =>
        new(StringComparer.Ordinal) { ["OPS_HOST_ENVIRONMENT"] = environmentFile, ["OPS_JOB"] = job };
}
