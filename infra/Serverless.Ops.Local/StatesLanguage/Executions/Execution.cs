using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>One run of a state machine. Await <see cref="Completion"/>; a failed execution is a result, not an exception.</summary>
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

    /// <summary>Set once it runs.</summary>
    public Task<ExecutionResult> Completion { get; set; } =
        Task.FromException<ExecutionResult>(new InvalidOperationException("It was not started."));

    public CancellationToken Stopping => stopping.Token;

    /// <summary>StopExecution: the state at hand is left, nothing more is run, also no clean-up state.</summary>
    public Task AbortAsync() => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();
}

/// <summary>How an execution ended.</summary>
/// <param name="Output">JSON when it succeeded.</param>
/// <param name="Error">Name when it failed or timed out.</param>
internal sealed record ExecutionResult(ExecutionStatus Status, JsonNode? Output, string? Error, string? Cause, DateTimeOffset StoppedAt);

internal enum ExecutionStatus
{
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}
