using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>What paths start from.</summary>
/// <param name="Input">The data at hand; null is JSON's null.</param>
/// <param name="Context">The context object, <c>$$</c>.</param>
internal sealed record PathRoots(JsonNode? Input, JsonObject Context);
