using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.Aws.SystemsManager;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;
using Serverless.Ops.Local.Tests.Aws.Ec2;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Aws.SystemsManager;

/// <summary>Runs the deployed command document and the real host script. The job is a shell script of this test.</summary>
public sealed class LocalSystemsManagerTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-ssm-").FullName;
    private readonly string token = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
    private readonly SteppedTime time = new();
    private readonly List<JobLine> lines = [];
    private LocalEc2 ec2 = null!;
    private LocalSystemsManager systemsManager = null!;
    private string instanceId = null!;

    public async ValueTask InitializeAsync()
    {
        string job = ShellPrograms.Write(
            folder,
            "job",
            """
            #!/bin/bash
            echo "$1|$2|$#|$OPS_TASK_TOKEN|$OPS_STORE|$PWD"
            echo "at work" >&2
            case "$1" in
              Fails) exit 75 ;;
              Hangs) touch "$OPS_STORE/hanging"; sleep 600 ;;
              Talks) head -c 30000 /dev/zero | tr '\0' 'x' ;;
            esac
            """
        );
        ec2 = new LocalEc2(new FolderLauncher(folder, new Dictionary<string, string> { ["OPS_JOB"] = job, ["OPS_STORE"] = folder }), time);
        instanceId = (await ec2.RunAsync("run", "", new Dictionary<string, string>())).Order.InstanceId;
        RunCommandDocument document = await RunCommandDocument.ReadAsync(
            "run-job",
            Repository.PathOf("infra", "host", "run-job.document.json"),
            CancellationToken.None
        );
        systemsManager = new LocalSystemsManager(
            ec2,
            document,
            Repository.PathOf("infra", "host"),
            Path.Combine(folder, "commands"),
            time,
            lines.Add
        );
    }

    public async ValueTask DisposeAsync()
    {
        await systemsManager.DisposeAsync();
        await ec2.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Command_RunsTheHostScript_WhichRunsTheJob()
    {
        JsonNode answer = await SendAsync("ImportDatabase", payload: """{"runId":"r","note":"it's ä"}""");
        RunningCommand command = systemsManager.Commands.Single();

        (await command.Outcome).ShouldBe("Success");
        (await File.ReadAllTextAsync(Path.Combine(command.Folder, "stdout"))).ShouldBe(
            $$"""ImportDatabase|{"runId":"r","note":"it's ä"}|2|{{token}}|{{folder}}|{{command.Folder}}""" + "\n"
        );
        lines.ShouldContain(new JobLine("ImportDatabase", "at work"));
        ((string)answer["Command"]!["Status"]!).ShouldBe("Pending");
    }

    [Fact]
    public async Task TaskToken_WhileTheJobRuns_StandsInNoCommandLine()
    {
        await SendAsync("Hangs");
        await SteppedTime.Until(() => File.Exists(Path.Combine(folder, "hanging")), "the job");

        string script = Path.Combine(systemsManager.Commands.Single().Folder, "_script.sh");
        (await File.ReadAllTextAsync(script)).ShouldContain(token);
        File.GetUnixFileMode(script).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CommandLines().ShouldContain(line => line.Contains("Hangs", StringComparison.Ordinal));
        CommandLines().ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_ThatFails_IsRecordedWithItsCode()
    {
        await SendAsync("Fails");
        JsonNode record = await RecordAsync("Failed");

        ((int)record["ResponseCode"]!).ShouldBe(75);
    }

    [Fact]
    public async Task Output_IsWholeInTheFile_AndCutInTheRecord()
    {
        await SendAsync("Talks");
        JsonNode record = await RecordAsync("Success");

        ((string)record["StandardOutputContent"]!).Length.ShouldBe(24_000);
        new FileInfo(Path.Combine(systemsManager.Commands.Single().Folder, "stdout")).Length.ShouldBeGreaterThan(30_000);
    }

    [Theory]
    [InlineData(null, 3_600)]
    [InlineData("14400", 14_400)]
    public async Task Command_OverItsExecutionTimeout_IsKilled(string? given, int seconds)
    {
        await SendAsync("Hangs", timeout: given);
        await SteppedTime.Until(() => File.Exists(Path.Combine(folder, "hanging")), "the job");
        await time.StepAsync(seconds);

        ((int)(await RecordAsync("TimedOut"))["ResponseCode"]!).ShouldBe(137);
    }

    [Fact]
    public async Task Termination_OfTheInstance_EndsItsCommands()
    {
        await SendAsync("Hangs");
        await SteppedTime.Until(() => File.Exists(Path.Combine(folder, "hanging")), "the job");

        await ec2.Find(instanceId)!.TerminateAsync();

        await RecordAsync("Cancelled");
        (await Should.ThrowAsync<StateErrorException>(() => SendAsync("ImportDatabase"))).Error.ShouldBe("Ssm.InvalidInstanceIdException");
    }

    [Theory]
    [InlineData("function", "Import; rm")]
    [InlineData("function", "importDatabase")]
    [InlineData("payload", "e30=' ; echo '")]
    [InlineData("taskToken", "a$(b)")]
    [InlineData("executionTimeout", "0")]
    [InlineData("other", "x")]
    public async Task Parameter_ThatTheDocumentForbids_IsRefused(string name, string value)
    {
        JsonObject given = Parameters("ImportDatabase", "{}", null);
        given[name] = new JsonArray(value);

        (await Should.ThrowAsync<StateErrorException>(() => SendAsync(given))).Error.ShouldBe("Ssm.InvalidParametersException");
        systemsManager.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task Information_ListsWhoIsOnline()
    {
        var describe = new DescribeInstanceInformationTask(ec2, time);
        var request = new TaskRequest(
            JsonNode.Parse($$"""{"Filters":[{"Key":"InstanceIds","Values":["{{instanceId}}","i-other"]}]}""")!.AsObject()
        );

        JsonNode? before = await describe.RunAsync(request, CancellationToken.None);
        await ec2.Find(instanceId)!.TerminateAsync();
        JsonNode? after = await describe.RunAsync(request, CancellationToken.None);

        ((string)before!["InstanceInformationList"]!.AsArray().Single()!["PingStatus"]!).ShouldBe("Online");
        after!["InstanceInformationList"]!.AsArray().ShouldBeEmpty();
    }

    private JsonObject Parameters(string function, string payload, string? timeout)
    {
        var given = new JsonObject
        {
            ["function"] = new JsonArray(function),
            ["payload"] = new JsonArray(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(payload))),
            ["taskToken"] = new JsonArray(token),
        };
        if (timeout is not null)
        {
            given["executionTimeout"] = new JsonArray(timeout);
        }

        return given;
    }

    private Task<JsonNode> SendAsync(string function, string payload = """{"a":1}""", string? timeout = null) =>
        SendAsync(Parameters(function, payload, timeout));

    private async Task<JsonNode> SendAsync(JsonObject given) =>
        (
            await new SendCommandTask(systemsManager, time).RunAsync(
                new TaskRequest(
                    new JsonObject
                    {
                        ["DocumentName"] = "run-job",
                        ["InstanceIds"] = new JsonArray(instanceId),
                        ["Parameters"] = given,
                    }
                ),
                CancellationToken.None
            )
        )!;

    private static List<string> CommandLines()
    {
        var lines = new List<string>();
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                lines.Add(File.ReadAllText(Path.Combine(process, "cmdline")));
            }
            catch (IOException)
            {
                // The process has ended in the meantime.
            }
        }

        return lines;
    }

    private async Task<JsonNode> RecordAsync(string status)
    {
        RunningCommand command = systemsManager.Commands.Single();
        (await command.Outcome).ShouldBe(status);
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(command.Folder, "command.json")))!;
    }
}
