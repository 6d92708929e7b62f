using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Gives its input, or a fixed result, on.</summary>
internal sealed record PassState(string Name, string? Next, DataFlow Flow, bool HasResult, JsonNode? Result) : State(Name, "Pass", Next);
