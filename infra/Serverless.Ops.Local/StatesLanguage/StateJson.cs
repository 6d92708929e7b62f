using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage;

/// <summary>Writes data between states as AWS does: compact, with few escapes. So sizes are equal to the sizes that AWS counts.</summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    public static string ToText(JsonNode? node) => node is null ? "null" : node.ToJsonString(Compact);

    /// <summary>Throws <see cref="JsonException"/> when the text is not JSON, or when an object has a field twice.</summary>
    public static JsonNode? Parse(string text) => JsonNode.Parse(text, documentOptions: NoDuplicates);

    /// <summary>Like <see cref="Parse"/>, but when an object has a field twice, the last one counts, as in most JSON readers.</summary>
    public static JsonNode? ParseLastWins(string text)
    {
        using var document = JsonDocument.Parse(text);
        return LastWins(document.RootElement);
    }

    private static JsonNode? LastWins(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new JsonObject();
                foreach (JsonProperty field in element.EnumerateObject())
                {
                    fields[field.Name] = LastWins(field.Value);
                }

                return fields;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(LastWins)]);
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    public static string Timestamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
