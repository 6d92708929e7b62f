using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>One run of a state machine. Await <see cref="Completion"/>: a failed execution gives a result and throws nothing.</summary>
internal sealed class Execution(StateMachine machine, string name, JsonNode? input, DateTimeOffset startedAt, ExecutionHistory history)
    : IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public StateMachine Machine => machine;

    public string Name => name;

    public string Arn { get; } = LocalArns.Execution(machine.Name, name);

    public JsonNode? Input => input;

    public DateTimeOffset StartedAt => startedAt;

    public ExecutionHistory History => history;

    /// <summary>The result. <see cref="StateMachines"/> sets this task when it starts the execution.</summary>
    public Task<ExecutionResult> Completion { get; set; } =
        Task.FromException<ExecutionResult>(new InvalidOperationException("The execution was not started."));

    public CancellationToken Stopping => stopping.Token;

    /// <summary>Stops the execution as StopExecution does: cancels the current state and runs no other state, not even clean-up.</summary>
    public Task AbortAsync() => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();
}

/// <summary>The end of an execution.</summary>
/// <param name="Output">The output as JSON, when the execution succeeded.</param>
/// <param name="Error">The error name, when the execution failed or timed out.</param>
internal sealed record ExecutionResult(ExecutionStatus Status, JsonNode? Output, string? Error, string? Cause, DateTimeOffset StoppedAt);

internal enum ExecutionStatus
{
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}
