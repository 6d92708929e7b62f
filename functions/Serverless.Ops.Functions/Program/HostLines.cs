using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Functions.Program;

/// <summary>The lines of JSON that host jobs print on standard error.</summary>
internal static class HostLines
{
    private static readonly HostJson Json = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    public static string Of(ProgressLine line) => JsonSerializer.Serialize(line, Json.ProgressLine);

    public static string Of(ErrorLine line) => JsonSerializer.Serialize(line, Json.ErrorLine);
}

/// <summary>The JSON of <see cref="HostLines"/>.</summary>
[JsonSerializable(typeof(ProgressLine))]
[JsonSerializable(typeof(ErrorLine))]
internal sealed partial class HostJson : JsonSerializerContext;
