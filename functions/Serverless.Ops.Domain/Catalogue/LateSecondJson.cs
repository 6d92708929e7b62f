using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One late second as one text: stamp, position, GTID.</summary>
internal sealed class LateSecondJson : JsonConverter<LateSecond>
{
    public override LateSecond Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        (DateTimeOffset at, long position, string gtid) = StampedPlace.Parse(reader.GetString() ?? "");
        return new LateSecond(at, position, gtid);
    }

    public override void Write(Utf8JsonWriter writer, LateSecond value, JsonSerializerOptions options) =>
        writer.WriteStringValue(StampedPlace.Text(value.At, value.Position, value.Gtid));
}
