using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Log;

/// <summary>The text form of what the second index lists by the thousand: stamp, position, GTIDs, with a space between them.</summary>
internal static class StampedPlace
{
    private const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Text(DateTimeOffset at, long position, string gtid) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{at.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture)} {position} {gtid}"
        );

    /// <exception cref="JsonException">It is no such text.</exception>
    public static (DateTimeOffset At, long Position, string Gtid) Parse(string text)
    {
        string[] parts = text.Split(' ', 3);
        return
            parts.Length == 3
            && DateTimeOffset.TryParseExact(
                parts[0],
                StampFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset at
            )
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            ? (at, position, parts[2])
            : throw new JsonException($"'{text}' is no entry of the second index.");
    }
}

/// <summary>
/// The first commit in the lineage whose stamp is later than all before it (anomalies left out). At rest it is one text,
/// <c>2026-11-22T10:00:07Z 4711 0-1-42</c>: a busy day has 86,400 of them.
/// </summary>
/// <param name="At">Its stamp: a whole second.</param>
/// <param name="Position">Where its GTID event begins.</param>
/// <param name="GtidBefore">GTID position before it.</param>
[JsonConverter(typeof(StampedPlaceJson<SecondMark>))]
public sealed record SecondMark(DateTimeOffset At, long Position, string GtidBefore) : IStampedPlace<SecondMark>
{
    (DateTimeOffset At, long Position, string Gtid) IStampedPlace<SecondMark>.Parts => (At, Position, GtidBefore);

    static SecondMark IStampedPlace<SecondMark>.Of(DateTimeOffset at, long position, string gtid) => new(at, position, gtid);
}

/// <summary>
/// Commits that stand in the log behind one that is stamped at least two seconds later. Each of them ran for that long, or a session had
/// set its time ahead in the one before: which of the two the log does not say. At rest it is one text, <c>2026-11-22T10:00:07Z 4711 0-1-42</c>.
/// </summary>
/// <param name="At">Their stamp.</param>
/// <param name="Position">Where the last of them begins.</param>
/// <param name="Gtid">The id of the last of them.</param>
[JsonConverter(typeof(StampedPlaceJson<LateSecond>))]
public sealed record LateSecond(DateTimeOffset At, long Position, string Gtid) : IStampedPlace<LateSecond>
{
    (DateTimeOffset At, long Position, string Gtid) IStampedPlace<LateSecond>.Parts => (At, Position, Gtid);

    static LateSecond IStampedPlace<LateSecond>.Of(DateTimeOffset at, long position, string gtid) => new(at, position, gtid);
}

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
