using System.Globalization;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>Formats numbers and times for people.</summary>
internal static class ReportText
{
    private const string NoValue = "not measured";

    public static string Of(TimeSpan? span) =>
        span switch
        {
            null => NoValue,
            { TotalSeconds: 0 } => "0 s",
            { TotalMilliseconds: < 1000 } => Invariant($"{span.Value.TotalMilliseconds:0} ms"),
            { TotalSeconds: < 59.95 } => Invariant($"{span.Value.TotalSeconds:0.0} s"),
            { TotalMinutes: < 60 } => Invariant($"{(int)span.Value.TotalMinutes} min {span.Value.Seconds:00} s"),
            _ => Invariant($"{(long)span.Value.TotalHours} h {span.Value.Minutes:00} min"),
        };

    /// <summary>The instant to the second, UTC.</summary>
    public static string Of(DateTimeOffset? instant) =>
        instant is { } at ? Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : NoValue;

    /// <summary>A place in the log with its GTID position.</summary>
    public static string Of(BinlogCoordinates place) => Invariant($"{place.File}:{place.Position}, GTID {place.Gtid}");

    public static string Clock(DateTimeOffset instant) => Invariant($"{instant.UtcDateTime:HH:mm:ss}");

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Bytes(double bytes) =>
        bytes switch
        {
            >= 1e9 => Invariant($"{bytes / 1e9:0.0} GB"),
            >= 1e6 => Invariant($"{bytes / 1e6:0.0} MB"),
            >= 1e3 => Invariant($"{bytes / 1e3:0.0} kB"),
            _ => Invariant($"{bytes:0} B"),
        };

    /// <summary>The amounts that a part moved, with the speed.</summary>
    public static string Throughput(DrillPart part)
    {
        double seconds = Math.Max(part.Took.TotalSeconds, 0.001);
        List<string> words = [];
        if (part.Rows is { } rows)
        {
            words.Add($"{Count(rows)} rows, {Count((long)(rows / seconds))} rows/s");
        }

        if (part.Transactions is { } transactions)
        {
            words.Add($"{Count(transactions)} log transactions, {Count((long)(transactions / seconds))}/s");
        }

        if (part.Bytes is { } bytes)
        {
            words.Add($"{Bytes(bytes)}, {Bytes(bytes / seconds)}/s");
        }

        return string.Join(" · ", words);
    }

    /// <summary><c>ImportDatabase</c> as "Import database". A name with spaces stays unchanged.</summary>
    public static string Part(string name) =>
        name.Contains(' ', StringComparison.Ordinal) || name.Length == 0
            ? name
            : name[0] + string.Concat(name.Skip(1).Select(c => char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
