using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One mark as one text: stamp, position, GTID position.</summary>
internal sealed class SecondMarkJson : JsonConverter<SecondMark>
{
    public override SecondMark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        (DateTimeOffset at, long position, string gtidBefore) = StampedPlace.Parse(reader.GetString() ?? "");
        return new SecondMark(at, position, gtidBefore);
    }

    public override void Write(Utf8JsonWriter writer, SecondMark value, JsonSerializerOptions options) =>
        writer.WriteStringValue(StampedPlace.Text(value.At, value.Position, value.GtidBefore));
}
