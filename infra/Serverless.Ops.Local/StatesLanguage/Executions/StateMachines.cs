using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>The state machines of this machine, and their executions.</summary>
/// <param name="folder">Each execution's history is <c>executions/&lt;name&gt;.jsonl</c> below it.</param>
/// <param name="observe">Told every event of every execution, also of those that states start, in order.</param>
internal sealed class StateMachines(string folder, TaskTokens tokens, TimeProvider time, Random random, Action<ExecutionEvent> observe)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StateMachine> machines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Execution> executions = new(StringComparer.Ordinal);

    public void Register(StateMachine machine) => machines[machine.Arn] = machine;

    public StateMachine? Find(string arn) => machines.GetValueOrDefault(arn);

    /// <summary>The execution of that ARN, running or ended, or null.</summary>
    public Execution? FindExecution(string arn) => executions.GetValueOrDefault(arn);

    /// <summary>Starts and returns at once. An execution's name is used once; whoever starts it again with the same input while it runs
    /// gets the one that runs.</summary>
    /// <remarks>https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html</remarks>
    public Execution Start(StateMachine machine, string name, JsonNode? input)
    {
        string executionsFolder = Path.Combine(folder, "executions");
        Directory.CreateDirectory(executionsFolder);
        lock (executions)
        {
            if (executions.TryGetValue(LocalArns.Execution(machine.Name, name), out Execution? earlier))
            {
                if (!earlier.Completion.IsCompleted && StateJson.ToText(earlier.Input) == StateJson.ToText(input))
                {
                    return earlier;
                }

                throw new StateErrorException("StepFunctions.ExecutionAlreadyExistsException", $"Execution Already Exists: '{name}'");
            }

            var history = new ExecutionHistory(
                Path.Combine(executionsFolder, $"{machine.Name}-{name}.jsonl"),
                time,
                entry => observe(new ExecutionEvent(machine.Name, name, entry))
            );
            var execution = new Execution(machine, name, input?.DeepClone(), time.GetUtcNow(), history);
            execution.Completion = Task.Run(() => new ExecutionRun(execution, tokens, time, random).RunAsync());
            executions[execution.Arn] = execution;
            return execution;
        }
    }

    /// <summary>Stops what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Execution execution in executions.Values)
        {
            await execution.AbortAsync();
            await execution.Completion;
            execution.Dispose();
        }
    }
}
