using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>How an execution ended.</summary>
/// <param name="Output">JSON when it succeeded.</param>
/// <param name="Error">Name when it failed or timed out.</param>
internal sealed record ExecutionResult(
    ExecutionStatus Status, JsonNode? Output, string? Error, string? Cause, DateTimeOffset StoppedAt);
