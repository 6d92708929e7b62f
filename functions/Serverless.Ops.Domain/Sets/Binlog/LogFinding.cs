namespace Serverless.Ops.Domain.Sets.Binlog;

/// <summary>
/// What the shipper noticed in a segment: changes whose rows the log does not have. The replay has to compute such rows, and they may
/// differ from the source's. See docs/adr/0014-changes-that-are-not-rows.md.
/// </summary>
/// <param name="Counts">Number of changes of each kind; kinds without one are left out.</param>
/// <param name="Listed">
/// The first 20 findings of each kind, in log order. Equal texts are one finding. <see cref="LogFindingKind.NotReplayable"/> has one
/// finding for each transaction, since a plan needs its place; older sets have equal texts as one.
/// </param>
public sealed record SegmentFindings(IReadOnlyList<FindingCount> Counts, IReadOnlyList<LogFinding> Listed)
{
    /// <summary>Leaves out the findings of other parts of the segment.</summary>
    /// <param name="isBehindStart">True for a position at or behind the part's first byte.</param>
    /// <param name="isBeforeEnd">True for a position before the part's end.</param>
    public SegmentFindings Within(Func<long, bool> isBehindStart, Func<long, bool> isBeforeEnd)
    {
        LogFinding[] outside = [.. Listed.Where(one => !isBehindStart(one.LastPosition) || !isBeforeEnd(one.Position))];
        return new SegmentFindings(
            [
                .. Counts
                    .Select(count =>
                        count with
                        {
                            Count = count.Count - outside.Where(one => one.Kind == count.Kind).Sum(one => one.Count),
                        }
                    )
                    .Where(count => count.Count > 0),
            ],
            [.. Listed.Except(outside)]
        );
    }
}

/// <summary>Number of changes of one kind.</summary>
public sealed record FindingCount(LogFindingKind Kind, long Count);

/// <summary>One finding, or several with the same text.</summary>
/// <param name="Gtid">The first transaction.</param>
/// <param name="Position">Position in the file where that transaction begins.</param>
/// <param name="LastPosition">The same of the last transaction.</param>
/// <param name="Text">The statement's verb, the tables that it names, and the reason. It never has a value of a statement.</param>
/// <param name="At">Time stamp of the first transaction; null in sets older than this field.</param>
public sealed record LogFinding(
    LogFindingKind Kind,
    string Gtid,
    long Position,
    long LastPosition,
    long Count,
    string Text,
    DateTimeOffset? At = null
)
{
    /// <summary>Begins the text about an event that the shipper could not read or judge. Another version may read it.</summary>
    public const string Unread = "an event that this version cannot read";

    /// <summary>
    /// True when no version can replay the change. Older sets list changes that replays have learned to apply since. CheckBinlogs decides
    /// about these, and about what the shipper could not read.
    /// </summary>
    public bool RefusesPlans =>
        Kind == LogFindingKind.NotReplayable && At is not null && !Text.StartsWith(Unread, StringComparison.Ordinal);
}

/// <summary>Kinds of findings, from harmless to worst.</summary>
public enum LogFindingKind
{
    /// <summary>
    /// A change of rows that is in the log as a statement, and that gives the same rows on every server. A trigger or a default value of
    /// its tables may still compute others: the statement does not show these.
    /// </summary>
    SameResult,

    /// <summary>A change of rows that is in the log as a statement, and whose rows may differ on another server.</summary>
    MayDiffer,

    /// <summary>A definition that makes the server compute values for rows that exist.</summary>
    ComputedRows,

    /// <summary>A change that no replay can make; see <see cref="LogFinding.RefusesPlans"/>.</summary>
    NotReplayable,
}
