using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One mark as one text: stamp, position, GTID position, with a space between them.</summary>
internal sealed class SecondMarkJson : JsonConverter<SecondMark>
{
    private const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public override SecondMark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.GetString() ?? "";
        string[] parts = text.Split(' ', 3);
        return parts.Length == 3
            && DateTimeOffset.TryParseExact(
                parts[0], StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long position)
                ? new SecondMark(at, position, parts[2])
                : throw new JsonException($"'{text}' is not a mark of the second index.");
    }

    public override void Write(Utf8JsonWriter writer, SecondMark value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(
            CultureInfo.InvariantCulture,
            $"{value.At.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture)} {value.Position} {value.GtidBefore}"));
}
