using Serverless.Ops.Local.States.Executions;

namespace Serverless.Ops.Local.Drills;

/// <summary>What the state machine came to, and when production had been lost.</summary>
internal sealed record DrillOutcome(ExecutionResult Result, DateTimeOffset StruckAt);
