using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Tests.StatesLanguage;

/// <summary>Loads a machine from text and runs it. Its history is in a temporary folder.</summary>
internal sealed class TestMachine : IAsyncDisposable
{
    public const string Work = "arn:aws:states:::test:work";
    public const string Ask = "arn:aws:states:::test:ask.waitForTaskToken";

    private readonly StateMachines machines;
    private readonly StateMachine machine;
    private int started;

    public TestMachine(string states, ScriptedTask? work = null, TimeProvider? time = null, string startAt = "A", string? top = null)
    {
        Folder = Directory.CreateTempSubdirectory("ops-states-").FullName;
        Tokens = new TaskTokens(time ?? TimeProvider.System);
        machines = new StateMachines(Folder, Tokens, time ?? TimeProvider.System, new Random(1), Observed.Enqueue);
        machine = StateMachineFile.Read(
            "test.asl.json",
            $$"""{ {{top}} "StartAt": "{{startAt}}", "States": {{states}} }""",
            new Dictionary<string, string>(),
            Resources(work ?? ScriptedTask.Giving((parameters, _) => parameters.DeepClone()))
        );
        machines.Register(machine);
    }

    public string Folder { get; }

    public TaskTokens Tokens { get; }

    public ConcurrentQueue<ExecutionEvent> Observed { get; } = [];

    public Execution Start(string input = "{}") => machines.Start(machine, $"run-{++started}", JsonNode.Parse(input));

    public Task<ExecutionResult> RunAsync(string input = "{}") => Start(input).Completion;

    public static TaskResources Resources(ScriptedTask work) => new([new TaskResource(Work, work), new TaskResource(Ask, work)]);

    /// <summary>A machine of one Task, A, which ends the machine.</summary>
    public static string Task(string more = "", string resource = Work, string parameters = "") =>
        $$"""
            { "A": { "Comment": "c", "Type": "Task", "Resource": "{{resource}}", "TimeoutSeconds": 60,
                     {{parameters}} {{more}} "End": true } }
            """;

    public async ValueTask DisposeAsync()
    {
        await machines.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
