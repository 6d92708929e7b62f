using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>The loaded state machines and their executions.</summary>
/// <param name="folder">Each history is the file <c>executions/&lt;machine&gt;-&lt;name&gt;.jsonl</c> in this folder.</param>
/// <param name="observe">Receives all events of all executions, also of executions that states start, each execution's in order.</param>
internal sealed class StateMachines(string folder, TaskTokens tokens, TimeProvider time, Random random, Action<ExecutionEvent> observe)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StateMachine> machines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Execution> executions = new(StringComparer.Ordinal);

    public void Register(StateMachine machine) => machines[machine.Arn] = machine;

    public StateMachine? Find(string arn) => machines.GetValueOrDefault(arn);

    /// <summary>The execution with this ARN, running or ended. Null when the ARN is unknown.</summary>
    public Execution? FindExecution(string arn) => executions.GetValueOrDefault(arn);

    /// <summary>
    /// Starts an execution and returns at once. A machine can use each name once. A second start with the same name and input
    /// returns the running execution. Any other second start throws ExecutionAlreadyExistsException.
    /// </summary>
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

    /// <summary>Stops the executions that still run.</summary>
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
