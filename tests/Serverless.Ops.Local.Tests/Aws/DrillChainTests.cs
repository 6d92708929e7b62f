using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws;
using Serverless.Ops.Local.Aws.Lambda;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.Tests.Aws.Ec2;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Aws;

/// <summary>Runs the deployed state machines over small real processes that only answer, and injects faults.</summary>
[Slow]
public sealed class DrillChainTests : IAsyncLifetime
{
    // Reports with the task token through the callback endpoint. When a file <function>.fails exists, the job fails once with the
    // error name in this file.
    private const string Job = """
        #!/bin/bash
        folder="$OPS_STORE"
        call() {
          curl -s -o /dev/null -H 'Content-Type: application/x-amz-json-1.0' -H "X-Amz-Target: AWSStepFunctions.$1" \
            -d "$2" "$AWS_ENDPOINT_URL_SFN"
        }
        echo "$1 $2" >> "$folder/calls"
        call SendTaskHeartbeat "{\"taskToken\":\"$OPS_TASK_TOKEN\"}"
        if [ -e "$folder/$1.fails" ]; then
          error=$(cat "$folder/$1.fails")
          rm "$folder/$1.fails"
          call SendTaskFailure "{\"taskToken\":\"$OPS_TASK_TOKEN\",\"error\":\"$error\",\"cause\":\"{\\\"errorType\\\":\\\"$error\\\"}\"}"
          exit 1
        fi
        output="{\\\"reportKey\\\":\\\"restores/fern/$1.json\\\",\\\"siteUrl\\\":\\\"http://127.0.0.1:1/\\\"}"
        call SendTaskSuccess "{\"taskToken\":\"$OPS_TASK_TOKEN\",\"output\":\"$output\"}"
        """;

    private const string Runtime = """
        #!/bin/bash
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        while true; do
          headers=$(mktemp)
          payload=$(curl -s -D "$headers" "$api/invocation/next") || exit 0
          id=$(tr -d '\r' < "$headers" | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
          rm "$headers"
          echo "$_HANDLER $payload" >> "$OPS_STORE/calls"
          if [ -e "$OPS_STORE/$_HANDLER.fails" ]; then
            error=$(cat "$OPS_STORE/$_HANDLER.fails")
            curl -s -o /dev/null "$api/invocation/$id/error" -d "{\"errorType\":\"$error\",\"errorMessage\":\"injected\"}"
          else
            plan="\"planKey\":\"plans/fern/d-1.json\",\"target\":\"2026-11-22T10:00:00Z\""
            plan="$plan,\"warnings\":1,\"olderSet\":{\"insteadOf\":\"s-2\",\"endsEarlierBy\":\"05:00:00\"}"
            verdict="\"verdict\":\"$VERDICT\",\"reason\":\"because\",\"evidenceKey\":\"drills/fern/d-1/evidence.json\""
            curl -s -o /dev/null "$api/invocation/$id/response" -d "{$plan,$verdict}"
          fi
        done
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("ops-chain-").FullName;
    private readonly List<ExecutionEvent> events = [];
    private FolderLauncher launcher = null!;
    private LocalAws? aws;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (aws is not null)
        {
            await aws.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Drill_ThatGoesWell_RunsEveryStateAndTearsDown()
    {
        ExecutionResult result = await DrillAsync(new JsonObject { ["journalKey"] = "drills/fern/d-1/journal.jsonl" });

        result.Status.ShouldBe(ExecutionStatus.Succeeded, result.Cause);
        ((string)result.Output!["measured"]!["evidenceKey"]!).ShouldBe("drills/fern/d-1/evidence.json");
        Calls()
            .Select(call => call.Split(' ')[0])
            .ShouldBe([
                "PlanRestore",
                "CheckBinlogs",
                "ImportDatabase",
                "VerifyImport",
                "ReplayBinlogs",
                "VerifyReplay",
                "ProveDrill",
                "PointSite",
                "CheckWorkflows",
                "MeasureDrill",
            ]);
        Calls().ShouldContain("""ImportDatabase {"runId":"d-1","planKey":"plans/fern/d-1.json"}""");
        Calls()
            .ShouldContain("""ProveDrill {"runId":"d-1","planKey":"plans/fern/d-1.json","journalKey":"drills/fern/d-1/journal.jsonl"}""");
        Calls().ShouldContain("""CheckWorkflows {"runId":"d-1","planKey":"plans/fern/d-1.json","siteUrl":"http://127.0.0.1:1/"}""");
        Calls().ShouldContain("""PlanRestore {"runId":"d-1","target":"2026-11-22T10:00:00Z","purpose":"drill","set":null}""");
        ((string)result.Output["restore"]!["olderSet"]!["endsEarlierBy"]!).ShouldBe("05:00:00");
        ((int)result.Output["restore"]!["warnings"]!).ShouldBe(1);
        launcher.Terminated.Count.ShouldBe(1);
        events
            .Select(seen => seen.StateMachineName)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["drill", "restore"]);
    }

    [Fact]
    public async Task Drill_WithoutAJournal_ProvesNothing_AndKeepsTheInstanceWhenAsked()
    {
        ExecutionResult result = await DrillAsync(new JsonObject { ["keep"] = true });

        result.Status.ShouldBe(ExecutionStatus.Succeeded, result.Cause);
        Calls().ShouldNotContain(call => call.StartsWith("ProveDrill", StringComparison.Ordinal));
        launcher.Terminated.ShouldBeEmpty();
    }

    [Fact]
    public async Task Set_OfTheInput_ReachesThePlanning()
    {
        ExecutionResult result = await DrillAsync(new JsonObject { ["set"] = "before:20261122T020000Z-1f2e3d4c" });

        result.Status.ShouldBe(ExecutionStatus.Succeeded, result.Cause);
        Calls()
            .ShouldContain(
                """PlanRestore {"runId":"d-1","target":"2026-11-22T10:00:00Z","purpose":"drill","set":"before:20261122T020000Z-1f2e3d4c"}"""
            );
    }

    // The failing function, its error, and the number of instances to tear down.
    [Theory]
    [InlineData("PlanRestore", "NoSetBeforeTargetException", 0)]
    [InlineData("CheckBinlogs", "UnreplayableChangeException", 1)]
    [InlineData("ImportDatabase", "TargetNotEmptyException", 1)]
    [InlineData("VerifyReplay", "ReplayEndMismatchException", 1)]
    [InlineData("CheckWorkflows", "WorkflowGateFailedException", 1)]
    public async Task Restore_ThatFails_IsMeasuredAndTornDown_AndItsErrorIsTheDrills(string function, string error, int instances)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, $"{function}.fails"), error);

        ExecutionResult result = await DrillAsync([]);

        (result.Status, result.Error).ShouldBe((ExecutionStatus.Failed, error));
        result.Cause!.ShouldContain(error);
        launcher.Terminated.Count.ShouldBe(instances);
        JsonNode measured = JsonNode.Parse(
            Calls().Single(call => call.StartsWith("MeasureDrill", StringComparison.Ordinal))["MeasureDrill ".Length..]
        )!;
        ((string)measured["failure"]!["Error"]!).ShouldBe(error);
        measured["restore"].ShouldBeNull();
    }

    [Fact]
    public async Task Job_ThatFailsTransiently_IsRunAgain()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "ReplayBinlogs.fails"), "ServerGoneException");

        ExecutionResult result = await DrillAsync([]);

        result.Status.ShouldBe(ExecutionStatus.Succeeded, result.Cause);
        Calls().Count(call => call.StartsWith("ReplayBinlogs", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Measuring_ThatFails_StillTearsDown()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "MeasureDrill.fails"), "ReportMissingException");

        ExecutionResult result = await DrillAsync([]);

        (result.Status, result.Error).ShouldBe((ExecutionStatus.Failed, "ReportMissingException"));
        launcher.Terminated.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Verdict_ThatIsNotGood_FailsTheDrill()
    {
        ExecutionResult result = await DrillAsync([], verdict: "suspect");

        (result.Status, result.Error, result.Cause).ShouldBe((ExecutionStatus.Failed, "DrillNotProven", "because"));
        launcher.Terminated.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Restore_ForProduction_LeavesItsInstanceAndSaysWhereItIs()
    {
        await StartAsync("good");

        ExecutionResult result = await aws!
            .Start(
                "restore",
                "r-1",
                new JsonObject
                {
                    ["runId"] = "r-1",
                    ["target"] = "latest",
                    ["purpose"] = "production",
                }
            )
            .Completion;

        result.Status.ShouldBe(ExecutionStatus.Succeeded, result.Cause);
        StateJson
            .ToText(result.Output)
            .ShouldMatch(
                """^\{"runId":"r-1","planKey":"plans/fern/d-1.json","target":"2026-11-22T10:00:00Z","instanceId":"i-"""
                    + """[0-9a-f]{17}","siteUrl":"http://127.0.0.1:1/","warnings":1,"olderSet":"""
                    + """\{"insteadOf":"s-2","endsEarlierBy":"05:00:00"\}\}$"""
            );
        Calls().ShouldContain("""PlanRestore {"runId":"r-1","target":"latest","purpose":"production","set":null}""");
        launcher.Terminated.ShouldBeEmpty();
        aws.Ec2.Instances.Single().Order.Tags["serverless-ops:run"].ShouldBe("r-1");
    }

    private async Task<ExecutionResult> DrillAsync(JsonObject more, string verdict = "good")
    {
        await StartAsync(verdict);
        more["drillId"] = "d-1";
        more["target"] = "2026-11-22T10:00:00Z";
        return await aws!.Start("drill", "d-1", more).Completion;
    }

    private async Task StartAsync(string verdict)
    {
        string runtime = ShellPrograms.Write(folder, "bootstrap", Runtime);
        string job = ShellPrograms.Write(folder, "job", Job);
        var environment = new Dictionary<string, string> { ["OPS_STORE"] = folder, ["VERDICT"] = verdict };
        LocalFunction[] functions =
        [
            .. new[] { "PlanRestore", "CheckWorkflows", "MeasureDrill" }.Select(name => new LocalFunction(
                name,
                runtime,
                [],
                environment,
                TimeSpan.FromSeconds(900),
                512
            )),
        ];
        var options = new LocalAwsOptions(
            Path.Combine(folder, "aws"),
            Repository.PathOf("infra", "host"),
            Repository.PathOf("statemachines"),
            functions
        )
        {
            OnEvent = entry =>
            {
                lock (events)
                {
                    events.Add(entry);
                }
            },
        };
        aws = await LocalAws.StartAsync(
            options,
            url =>
                launcher = new FolderLauncher(
                    folder,
                    new Dictionary<string, string>
                    {
                        ["OPS_JOB"] = job,
                        ["OPS_STORE"] = folder,
                        ["AWS_ENDPOINT_URL_SFN"] = url,
                    }
                ),
            TimeProvider.System,
            CancellationToken.None
        );
    }

    private string[] Calls() => File.ReadAllLines(Path.Combine(folder, "calls"));
}
