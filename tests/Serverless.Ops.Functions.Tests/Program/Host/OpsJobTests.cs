using System.Reflection;
using System.Text.Json.Nodes;
using Serverless.Ops.Functions.Jobs;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Program.Settings;
using Serverless.Ops.Functions.Tests.Servers;

namespace Serverless.Ops.Functions.Tests.Program.Host;

/// <summary>Runs the program as a process, as on a host.</summary>
public sealed class OpsJobTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsjob-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Run_ThatSucceeds_PrintsItsResultAndNothingElse()
    {
        string store = new Uri(Path.Combine(folder.FullName, "store")).AbsoluteUri;

        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, ["DescribeRuntime", "{}"], Environment(("OPS_STORE", store)));

        end.ExitCode.ShouldBe(0);
        end.Errors.ShouldBe("");
        end.Output.ShouldEndWith("}\n");
        end.Output.Count(c => c == '\n').ShouldBe(1);
        end.Json["runtime"]!.GetValue<string>().ShouldBe("host");
        end.Json["store"]!.GetValue<string>().ShouldBe(store);
        end.Json["functions"]!
            .AsArray()
            .Select(name => name!.GetValue<string>())
            .ShouldBe(OpsFunctions.All.Select(function => function.Name));
    }

    public static TheoryData<string[], string, string> BadCalls() =>
        new()
        {
            { [], "The command line names no function.", "opsjob --help" },
            { ["DescribeRuntime"], "The input of DescribeRuntime is missing.", "opsjob DescribeRuntime --help" },
            { ["describeruntime", "{}"], "There is no function 'describeruntime'. Did you mean DescribeRuntime?", "opsjob --help" },
            {
                ["DescribeRuntime", "{}", "{}"],
                "The command line has an extra argument after the input of DescribeRuntime.",
                "opsjob --help"
            },
            { ["DescribeRuntime", "{}", "--loud"], "There is no option '--loud'.", "opsjob --help" },
            { ["DescribeRuntime", "{}", "--timeout"], "--timeout needs a value.", "opsjob --help" },
            {
                ["DescribeRuntime", "{}", "--timeout", "soon"],
                "The value of --timeout is 'soon'. It has to be a number of seconds, more than 0",
                "opsjob --help"
            },
            {
                ["DescribeRuntime", "{}", "--timeout", "0"],
                "The value of --timeout is '0'. It has to be a number of seconds, more than 0",
                "opsjob --help"
            },
            { ["DescribeRuntime", "{"], "The input of DescribeRuntime cannot be used: ", "opsjob DescribeRuntime --help" },
            { ["DescribeRuntime", "null"], "The input of DescribeRuntime is null.", "opsjob DescribeRuntime --help" },
            {
                ["DescribeRuntime", """{"sture":"x"}"""],
                "The input of DescribeRuntime has the unknown field 'sture'.",
                "opsjob DescribeRuntime --help"
            },
            { ["PlanRestore", "{}"], "The input of PlanRestore lacks 'runId', 'target'.", "opsjob PlanRestore --help" },
        };

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task Run_WithABadCall_SaysWhatIsWrongAndWhatToDo(string[] arguments, string whatHappened, string nextStep)
    {
        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, arguments);

        end.ExitCode.ShouldBe(2);
        end.Output.ShouldBe("");
        end.Errors.ShouldStartWith("InvalidInputException: ");
        end.Errors.ShouldContain(whatHappened);
        end.Errors.Split('\n')[1].ShouldStartWith("next: ");
        end.Errors.Split('\n')[1].ShouldContain(nextStep);
        end.Errors.ShouldNotContain("\e[", customMessage: "colours are for terminals only");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_OfTheProgram_ListsEveryFunctionWithoutAnySetting(string option)
    {
        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, [option], Environment(("OPS_STORE", "nonsense")));

        end.ExitCode.ShouldBe(0);
        end.Errors.ShouldBe("");
        foreach (OpsFunction function in OpsFunctions.All)
        {
            end.Output.ShouldContain($"  {function.Name} ");
            end.Output.ShouldContain(function.Help);
        }

        foreach (Setting setting in Setting.All)
        {
            end.Output.ShouldContain($"  {setting.Name} ");
        }

        end.Output.ShouldContain("Exit codes: 0 good, 1 permanent failure, 2 usage or bad input, 75 ");
    }

    [Fact]
    public async Task Help_OfEachFunction_ShowsItsInput()
    {
        foreach (OpsFunction function in OpsFunctions.All)
        {
            ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, [function.Name, "--help"]);

            end.ExitCode.ShouldBe(0);
            end.Output.ShouldStartWith($"{function.Name}: {function.Help}.");
            foreach (PropertyInfo property in function.InputType.GetProperties())
            {
                end.Output.ShouldContain($"  {char.ToLowerInvariant(property.Name[0])}{property.Name[1..]} ");
            }

            foreach (Setting setting in (Setting[])[.. function.Reads, .. Setting.OfHost])
            {
                end.Output.ShouldMatch($@"  {setting.Name} +{(setting.Default is null ? "required" : "optional")}: ");
            }
        }
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, ["--version"]);

        end.ExitCode.ShouldBe(0);
        end.Output.ShouldMatch(@"^\d+\.\d+\.\d+\S*\n$");
    }

    [Fact]
    public async Task Run_WithAWrongSetting_NamesIt()
    {
        ProgramOutcome end = await RunningProgram.RunAsync(
            Programs.OpsJob,
            ["DescribeRuntime", "{}"],
            Environment(("OPS_STORE", "ftp://host"))
        );

        end.ExitCode.ShouldBe(2);
        end.Errors.ShouldContain("The setting OPS_STORE is 'ftp://host', which cannot be used.");
    }

    [Fact]
    public async Task Run_WithJsonProgress_FailsInOneJsonObject()
    {
        ProgramOutcome end = await RunningProgram.RunAsync(
            Programs.OpsJob,
            ["DescribeRuntime", "[]"],
            Environment(("OPS_PROGRESS", "json"))
        );

        JsonNode line = System.Text.Json.Nodes.JsonNode.Parse(end.Errors)!;
        line["error"]!.GetValue<string>().ShouldBe("InvalidInputException");
        line["nextStep"]!.GetValue<string>().ShouldBe("send the fields that 'opsjob DescribeRuntime --help' lists.");
        line["isTransient"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Run_WhoseStoreIsAFile_FailsWithThatStoresError()
    {
        string file = Path.Combine(folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");

        ProgramOutcome end = await RunningProgram.RunAsync(
            Programs.OpsJob,
            ["DescribeRuntime", "{}"],
            Environment(("OPS_STORE", new Uri(file).AbsoluteUri))
        );

        end.ExitCode.ShouldBeOneOf(1, 75);
        end.Output.ShouldBe("");
        end.Errors.ShouldMatch(@"^Store\w+Exception: [^\n]+\nnext: [^\n]+\n$");
    }

    [Fact]
    public async Task Run_WhoseTimeRunsOut_IsTransientAndSaysHowLongItHad()
    {
        using var store = new SilentServer();

        ProgramOutcome end = await RunningProgram.RunAsync(
            Programs.OpsJob,
            ["DescribeRuntime", "{}", "--timeout", "1.5"],
            SilentStore(store)
        );

        end.ExitCode.ShouldBe(124);
        end.Output.ShouldBe("");
        end.Errors.ShouldStartWith("DeadlineExceededException: DescribeRuntime did not end within the 1.5 s it was given.\n");
    }

    [Theory]
    [InlineData(RunningProgram.SigTerm)]
    [InlineData(RunningProgram.SigInt)]
    public async Task Run_ThatIsToldToStop_EndsCleanly(int signal)
    {
        using var store = new SilentServer();
        await using var program = RunningProgram.Start(Programs.OpsJob, ["DescribeRuntime", "{}"], SilentStore(store));
        await store.Reached.WaitAsync(TimeSpan.FromMinutes(3));

        program.Signal(signal);
        ProgramOutcome end = await program.EndAsync();

        end.ExitCode.ShouldBe(143);
        end.Output.ShouldBe("");
        end.Errors.ShouldStartWith("JobStoppedException: DescribeRuntime was told to stop before it had ended.\n");
    }

    internal static Dictionary<string, string> SilentStore(SilentServer store) =>
        Environment(
            ("OPS_STORE", "s3://backups"),
            ("AWS_ENDPOINT_URL_S3", store.Url),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "nobody"),
            ("AWS_SECRET_ACCESS_KEY", "nothing")
        );

    internal static Dictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
