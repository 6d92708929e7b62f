using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>One step of a path.</summary>
internal sealed record PathStep(PathStepKind Kind, string Field, int Place)
{
    public IEnumerable<JsonNode?> Follow(JsonNode? node) => (Kind, node) switch
    {
        (PathStepKind.Field, JsonObject fields) when fields.TryGetPropertyValue(Field, out JsonNode? value) => [value],
        (PathStepKind.Place, JsonArray places) when Place < places.Count => [places[Place]],
        (PathStepKind.Every, JsonArray places) => places,
        (PathStepKind.Every, JsonObject fields) => fields.Select(field => field.Value),
        _ => [],
    };
}
