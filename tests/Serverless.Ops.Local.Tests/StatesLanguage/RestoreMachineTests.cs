using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.StatesLanguage.Tasks;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.StatesLanguage;

/// <summary>Runs the deployed restore machine over hours of stepped time.</summary>
public sealed class RestoreMachineTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-restore-").FullName;
    private readonly SteppedTime time = new();
    private StateMachines machines = null!;
    private TaskTokens tokens = null!;
    private bool isOnline = true;

    public ValueTask InitializeAsync()
    {
        tokens = new TaskTokens(time);
        machines = new StateMachines(folder, tokens, time, new Random(1), _ => { });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await machines.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Instance_ThatNeverComesOnline_IsWaitedForABoundedTime()
    {
        isOnline = false;

        Execution execution = await StartAsync(ScriptedTask.Giving((_, _) => null));
        for (int look = 1; look <= 450; look++)
        {
            await time.StepAsync(2);
        }

        ExecutionResult result = await execution.Completion;

        (result.Status, result.Error).ShouldBe((ExecutionStatus.Failed, "InstanceNeverCameOnline"));
        (result.StoppedAt - execution.StartedAt).ShouldBe(TimeSpan.FromMinutes(15));
        execution.History.Events.Count.ShouldBeLessThan(6_000);
    }

    [Fact]
    public async Task Job_WhoseHeartbeatsStopThreeTimes_FailsTheRestore()
    {
        var send = ScriptedTask.Giving((_, _) => null);

        Execution execution = await StartAsync(send);
        foreach (int seconds in (int[])[120, 30, 120, 60, 120])
        {
            await time.StepAsync(seconds);
        }

        ExecutionResult result = await execution.Completion;

        (result.Status, result.Error, result.Cause).ShouldBe((ExecutionStatus.Failed, "States.Timeout", ""));
        send.Requests.Select(request => (string)request["Parameters"]!["function"]![0]!)
            .ShouldBe(["CheckBinlogs", "CheckBinlogs", "CheckBinlogs"], "the first job of a restore");
    }

    private async Task<Execution> StartAsync(ScriptedTask send)
    {
        JsonNode? Answer(string json) => JsonNode.Parse(json);
        var resources = new TaskResources([
            new TaskResource(
                "arn:aws:states:::lambda:invoke",
                ScriptedTask.Giving(
                    (_, _) => Answer("""{"Payload":{"planKey":"plans/fern/r.json","target":"latest","warnings":0,"olderSet":null}}""")
                )
            ),
            new TaskResource(
                "arn:aws:states:::aws-sdk:ec2:runInstances",
                ScriptedTask.Giving((_, _) => Answer("""{"Instances":[{"InstanceId":"i-1"}]}"""))
            ),
            new TaskResource(
                "arn:aws:states:::aws-sdk:ssm:describeInstanceInformation",
                ScriptedTask.Giving(
                    (_, _) =>
                        Answer(
                            isOnline ? """{"InstanceInformationList":[{"PingStatus":"Online"}]}""" : """{"InstanceInformationList":[]}"""
                        )
                )
            ),
            new TaskResource("arn:aws:states:::aws-sdk:ssm:sendCommand.waitForTaskToken", send),
        ]);
        StateMachine machine = await StateMachineFile.LoadAsync(
            Repository.PathOf("statemachines", "restore.asl.json"),
            new Dictionary<string, string>
            {
                ["PlanRestore"] = "p",
                ["CheckWorkflows"] = "c",
                ["RestoreLaunchTemplate"] = "t",
                ["RunJobDocument"] = "d",
            },
            resources,
            CancellationToken.None
        );
        return machines.Start(
            machine,
            "r",
            new JsonObject
            {
                ["runId"] = "r",
                ["target"] = "latest",
                ["purpose"] = "drill",
            }
        );
    }
}
