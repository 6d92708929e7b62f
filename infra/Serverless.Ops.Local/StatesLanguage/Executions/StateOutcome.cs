using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>What a state gave, and where it goes on; null ends the execution.</summary>
internal sealed record StateOutcome(JsonNode? Output, string? Next);
