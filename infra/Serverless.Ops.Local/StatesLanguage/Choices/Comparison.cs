using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>One comparison operator.</summary>
/// <param name="Accepts">Whether the definition's own value is of the operator's type.</param>
/// <param name="Test">Given: whether the variable is there, its value, the definition's value.</param>
/// <param name="AsksPresence">True when a missing variable is an answer, not an error.</param>
internal sealed record Comparison(Func<JsonNode?, bool> Accepts, Func<bool, JsonNode?, JsonNode?, bool> Test, bool AsksPresence = false);
