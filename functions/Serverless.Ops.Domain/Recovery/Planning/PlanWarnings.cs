using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>Warnings of a plan, as text. A person should read them before the restore. No warning stops a restore.</summary>
internal static class PlanWarnings
{
    /// <param name="segments">The segments that the plan uses.</param>
    public static IReadOnlyList<string> Of(RestoreTarget target, RestoreRoute route, IReadOnlyList<ChainSegment> segments) =>
        [
            .. route.Warnings,
            .. Anomalies(segments, route),
            .. Torn(segments, route),
            .. FindingTexts.Of(Found(segments, route), withHarmless: true),
            .. LeftBehind(target, route),
            .. NotCarried(route.Set),
            .. ZoneDependent(route.Set),
        ];

    /// <summary>What damage costs this plan, and which log it cannot use.</summary>
    /// <param name="known">The catalogue with what is damaged.</param>
    public static IEnumerable<string> OfDamage(BackupCatalogue known, RestoreRoute route, OlderSet? older)
    {
        if (older is not null)
        {
            yield return older.Describe(route);
        }

        foreach ((SegmentEntry entry, DamageNote note) in known.DamagedSegmentsOf(route.Set.Lineage))
        {
            if (LogChain.Compare(new BinlogCoordinates(entry.File, entry.To, ""), route.Set.Coordinates) > 0)
            {
                yield return $"The plan does not use the log from {entry.File}:{entry.From} to {entry.To} of '{note.Object}', "
                    + $"because that segment is damaged. {note} "
                    + "Unless another set has the same log, a restore passes this place only from a set taken after it.";
            }
        }
    }

    private static IEnumerable<string> Anomalies(IEnumerable<ChainSegment> segments, RestoreRoute route) =>
        from segment in segments
        from anomaly in segment.Entry.Anomalies
        let place = new BinlogCoordinates(segment.Entry.File, anomaly.Position, anomaly.Gtid)
        where LogChain.Compare(route.Set.Coordinates, place) <= 0 && LogChain.Compare(place, route.End) < 0
        select $"Commit {anomaly.Gtid} at {place.File}:{place.Position} is stamped {WholeSecond.Text(anomaly.Stamp)}, but {anomaly.Proof}. "
            + "The restore uses the commit's place in the log, not its stamp.";

    private static IEnumerable<string> Torn(IEnumerable<ChainSegment> segments, RestoreRoute route) =>
        from segment in segments
        let entry = segment.Entry
        let place = new BinlogCoordinates(entry.File, entry.To, entry.GtidAtEnd)
        where entry.Torn is not null && LogChain.Compare(route.Set.Coordinates, place) <= 0 && LogChain.Compare(place, route.End) < 0
        select entry.Torn!.Describe(entry.File, entry.To);

    // The manifest counts for whole segments. So the number of those that it does not list may include some outside of the plan's part.
    private static IEnumerable<(string File, SegmentFindings Findings)> Found(IEnumerable<ChainSegment> segments, RestoreRoute route) =>
        from segment in segments
        let entry = segment.Entry
        where entry.Findings is not null
        select (
            entry.File,
            entry.Findings!.Within(
                position => LogChain.Compare(route.Set.Coordinates, new BinlogCoordinates(entry.File, position, "")) <= 0,
                position => LogChain.Compare(new BinlogCoordinates(entry.File, position, ""), route.End) < 0
            )
        );

    // A session may have set a stamp ahead. That stamp ends the prefix early, and nothing in the log tells it from a true stamp. Later
    // commits then stand after the end, although their stamps are before the target.
    private static IEnumerable<string> LeftBehind(RestoreTarget target, RestoreRoute route)
    {
        if (target.Place is not null || route.Chain is not { } chain)
        {
            yield break;
        }

        (string File, LateSecond Late)[] behind =
        [
            .. from segment in chain.Segments
            from late in segment.Entry.Late ?? []
            where
                segment.Stretch == route.Stretch
                && (late.At > route.Set.SnapshotAt || chain.StretchOf(route.Set) < route.Stretch)
                && late.At < route.Target
                && LogChain.Compare(new BinlogCoordinates(segment.Entry.File, late.Position, ""), route.End) > 0
            select (segment.Entry.File, late),
        ];
        if (behind.Length > 0)
        {
            (string file, LateSecond last) = behind[^1];
            int seconds = behind.Select(late => late.Late.At).Distinct().Count();
            yield return $"This restore leaves out commits of {seconds} {(seconds == 1 ? "second" : "different seconds")}, "
                + $"from {WholeSecond.Text(behind.Min(late => late.Late.At))} to {WholeSecond.Text(behind.Max(late => late.Late.At))}. "
                + $"They stand in the log after the end of this restore, {route.End.File}:{route.End.Position}. "
                + "Either these commits were slow, or a session had set its time ahead. "
                + "The more seconds there are, the more likely a session set its time. "
                + $"To include them, restore to {last.Gtid}, the last of them, at {file}:{last.Position}.";
        }
    }

    private static IEnumerable<string> NotCarried(DatabaseManifest set) =>
        from item in set.NotCarried ?? []
        where !item.Expected
        select $"Not in the database set: {item}.";

    private static IEnumerable<string> ZoneDependent(DatabaseManifest set) =>
        from table in set.Tables
        where table.ZoneDependent is { Count: > 0 }
        select $"Table {table.Schema}.{table.Name}: generated columns {string.Join(", ", table.ZoneDependent!)} depend on the time zone "
            + "of the session that wrote the row. The import computes them in UTC. "
            + "VerifyImport finds stored columns that differ from the source. It cannot compare virtual columns that have an index."
            + (
                table.CreateStatement.Contains("PRIMARY KEY (", StringComparison.Ordinal)
                    ? ""
                    : " The table has no primary key: if a row's value differs, an UPDATE or DELETE of that row in the log stops the "
                        + "replay with error 1032. Then restore to the place before it that the error names. To prevent that, give the "
                        + "table a primary key and take a full backup."
            );
}
