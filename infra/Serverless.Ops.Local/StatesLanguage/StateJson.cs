using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage;

/// <summary>How data between states is written: compact, and text left readable, so that sizes are those that AWS counts.</summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    public static string ToText(JsonNode? node) => node is null ? "null" : node.ToJsonString(Compact);

    /// <summary>Throws <see cref="JsonException"/> for text that is no JSON, or that names a field twice.</summary>
    public static JsonNode? Parse(string text) => JsonNode.Parse(text, documentOptions: NoDuplicates);

    /// <summary>As <see cref="Parse"/>, but of a field that is named twice the last counts: what programs print is read so everywhere.</summary>
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
