using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.Aws.Lambda;
using Serverless.Ops.Local.Aws.StepFunctions;
using Serverless.Ops.Local.Aws.SystemsManager;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.StatesLanguage.Tasks;
using Serverless.Ops.Local.Tests.Aws.Ec2;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Aws;

/// <summary>Starts the suite's own program as state machines do: in Lambda and as a host job.</summary>
public sealed class RealProgramTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-real-").FullName;
    private readonly List<IAsyncDisposable> open = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable resource in Enumerable.Reverse(open))
        {
            await resource.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Function_InLambda_Answers()
    {
        LocalLambda lambda = Opened(Lambda());

        LambdaAnswer answer = await lambda.InvokeAsync("DescribeRuntime", "{}", CancellationToken.None);

        answer.IsFunctionError.ShouldBeFalse(answer.Payload);
        ((string)JsonNode.Parse(answer.Payload)!["runtime"]!).ShouldBe("lambda");
    }

    [Fact]
    public async Task Function_InLambda_ReportsWhatItDoesNotUnderstand()
    {
        LocalLambda lambda = Opened(Lambda());

        LambdaAnswer answer = await lambda.InvokeAsync("DescribeRuntime", "\"no object\"", CancellationToken.None);

        answer.IsFunctionError.ShouldBeTrue(answer.Payload);
        ((string)JsonNode.Parse(answer.Payload)!["errorType"]!).ShouldEndWith("Exception");
    }

    [Theory]
    [InlineData("DescribeRuntime", null, 120)]
    [InlineData("NoSuchFunction", "States.Timeout", 5)]
    public async Task HostJob_ReportsByItsTaskToken(string function, string? error, int heartbeatSeconds)
    {
        var tokens = new TaskTokens(TimeProvider.System);
        CallbackEndpoint callbacks = Opened(
            await CallbackEndpoint.StartAsync(tokens, new ExecutionHistories(_ => null), CancellationToken.None)
        );
        LocalEc2 ec2 = Opened(
            new LocalEc2(
                new FolderLauncher(
                    folder,
                    new Dictionary<string, string>
                    {
                        ["OPS_JOB"] = Program(),
                        ["AWS_ENDPOINT_URL_SFN"] = callbacks.Url,
                        ["AWS_REGION"] = "us-east-1",
                        ["AWS_ACCESS_KEY_ID"] = "local",
                        ["AWS_SECRET_ACCESS_KEY"] = "local",
                    }
                ),
                TimeProvider.System
            )
        );
        LocalInstance instance = await ec2.RunAsync("t", "", new Dictionary<string, string>());
        RunCommandDocument document = await RunCommandDocument.ReadAsync(
            "run-job",
            Repository.PathOf("infra", "host", "run-job.document.json"),
            CancellationToken.None
        );
        LocalSystemsManager systemsManager = Opened(
            new LocalSystemsManager(
                ec2,
                document,
                Repository.PathOf("infra", "host"),
                Path.Combine(folder, "commands"),
                TimeProvider.System,
                _ => { }
            )
        );
        StateMachines machines = Opened(new StateMachines(folder, tokens, TimeProvider.System, new Random(1), _ => { }));
        var resources = new TaskResources([
            new TaskResource(
                "arn:aws:states:::aws-sdk:ssm:sendCommand.waitForTaskToken",
                new SendCommandTask(systemsManager, TimeProvider.System)
            ),
        ]);
        StateMachine machine = StateMachineFile.Read(
            "one.asl.json",
            $$"""
            { "StartAt": "A", "States": { "A": { "Comment": "c", "Type": "Task",
              "Resource": "arn:aws:states:::aws-sdk:ssm:sendCommand.waitForTaskToken",
              "Parameters": { "DocumentName": "run-job", "InstanceIds": ["{{instance.Order.InstanceId}}"], "Parameters": {
                "function": ["{{function}}"], "payload.$": "States.Array(States.Base64Encode(States.JsonToString($)))",
                "taskToken.$": "States.Array($$.Task.Token)" } },
              "TimeoutSeconds": 180, "HeartbeatSeconds": {{heartbeatSeconds}}, "End": true } } }
            """,
            new Dictionary<string, string>(),
            resources
        );

        ExecutionResult result = await machines.Start(machine, "one", new JsonObject()).Completion;

        result.Error.ShouldBe(error, result.Cause);
        if (error is null)
        {
            ((string)result.Output!["runtime"]!).ShouldBe("host");
        }
    }

    private LocalLambda Lambda() =>
        new(
            [new LocalFunction("DescribeRuntime", Program(), [], new Dictionary<string, string>(), TimeSpan.FromMinutes(5), 512)],
            2,
            folder,
            TimeProvider.System
        );

    private T Opened<T>(T resource)
        where T : IAsyncDisposable
    {
        open.Add(resource);
        return resource;
    }

    // The program in the build folder of its own project, built in the same configuration as this test. The test makes no copy.
    private static string Program()
    {
        string build = Path.GetRelativePath(Repository.PathOf("tests", "Serverless.Ops.Local.Tests"), AppContext.BaseDirectory);
        return Repository.PathOf("functions", "Serverless.Ops.Functions", build, "opsjob");
    }
}
