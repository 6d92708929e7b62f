using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Log;

/// <summary>
/// The text form of an entry of the second index: stamp, position and GTIDs, separated by spaces. It is short, since an index has
/// thousands of entries.
/// </summary>
internal static class StampedPlace
{
    private const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Text(DateTimeOffset at, long position, string gtid) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{at.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture)} {position} {gtid}"
        );

    /// <exception cref="JsonException">The text has another form.</exception>
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
            : throw new JsonException($"'{text}' is not an entry of the second index.");
    }
}

/// <summary>
/// The first commit in the lineage whose stamp is later than every stamp before it. Anomalies do not count. A mark is stored as one
/// text, <c>2026-11-22T10:00:07Z 4711 0-1-42</c>, since a busy day has 86,400 marks.
/// </summary>
/// <param name="At">The commit's stamp: a whole second.</param>
/// <param name="Position">Offset in the file where its GTID event begins.</param>
/// <param name="GtidBefore">GTID position before the commit.</param>
[JsonConverter(typeof(StampedPlaceJson<SecondMark>))]
public sealed record SecondMark(DateTimeOffset At, long Position, string GtidBefore) : IStampedPlace<SecondMark>
{
    (DateTimeOffset At, long Position, string Gtid) IStampedPlace<SecondMark>.Parts => (At, Position, GtidBefore);

    static SecondMark IStampedPlace<SecondMark>.Of(DateTimeOffset at, long position, string gtid) => new(at, position, gtid);
}

/// <summary>
/// The commits of one second that follow, in the log, a commit stamped at least two seconds later. Either each of them ran that long, or
/// a session had set the earlier commit's time ahead. The log does not tell which.
/// Stored as one text, <c>2026-11-22T10:00:07Z 4711 0-1-42</c>.
/// </summary>
/// <param name="At">The stamp of these commits.</param>
/// <param name="Position">Offset in the file where the last of these commits begins.</param>
/// <param name="Gtid">The id of the last of these commits.</param>
[JsonConverter(typeof(StampedPlaceJson<LateSecond>))]
public sealed record LateSecond(DateTimeOffset At, long Position, string Gtid) : IStampedPlace<LateSecond>
{
    (DateTimeOffset At, long Position, string Gtid) IStampedPlace<LateSecond>.Parts => (At, Position, Gtid);

    static LateSecond IStampedPlace<LateSecond>.Of(DateTimeOffset at, long position, string gtid) => new(at, position, gtid);
}

/// <summary>An entry of the second index that is stored as one text (<see cref="StampedPlace"/>).</summary>
internal interface IStampedPlace<TSelf>
    where TSelf : IStampedPlace<TSelf>
{
    /// <summary>The parts of the text.</summary>
    (DateTimeOffset At, long Position, string Gtid) Parts { get; }

    static abstract TSelf Of(DateTimeOffset at, long position, string gtid);
}

/// <summary>Reads and writes an entry of the second index as one JSON string.</summary>
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
