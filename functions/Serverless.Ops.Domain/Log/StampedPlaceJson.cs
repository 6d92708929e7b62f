using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Log;

/// <summary>An entry of the second index that is one text at rest: stamp, position, GTIDs (<see cref="StampedPlace"/>).</summary>
internal interface IStampedPlace<TSelf>
    where TSelf : IStampedPlace<TSelf>
{
    /// <summary>What the text says.</summary>
    (DateTimeOffset At, long Position, string Gtid) Parts { get; }

    static abstract TSelf Of(DateTimeOffset at, long position, string gtid);
}

/// <summary>Reads and writes such an entry.</summary>
internal sealed class StampedPlaceJson<T> : JsonConverter<T>
    where T : IStampedPlace<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        (DateTimeOffset at, long position, string gtid) = StampedPlace.Parse(reader.GetString() ?? "");
        return T.Of(at, position, gtid);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        (DateTimeOffset at, long position, string gtid) = value.Parts;
        writer.WriteStringValue(StampedPlace.Text(at, position, gtid));
    }
}
