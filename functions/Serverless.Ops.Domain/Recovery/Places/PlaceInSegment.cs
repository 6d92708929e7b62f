using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>
/// Finds a target in one segment. The caller reports the segment span after span. A span is one transaction, or one event outside any
/// transaction. Boundaries lie only between two spans. Memory does not depend on the segment's size.
/// </summary>
public sealed class PlaceInSegment(LogSearch search)
{
    private readonly string file = search.Segment.Entry.File;
    private GtidPosition gtids = GtidPosition.Parse(search.GtidBefore);
    private BinlogCoordinates? end;
    private (long From, long To, Gtid? Gtid)? across;
    private Gtid? below;
    private Gtid? above;

    /// <summary>Reports the GTID position at the file's beginning, as the file gives it. Call it before the first transaction.</summary>
    public void BeginFile(GtidPosition position)
    {
        gtids = position;
        end = end is null ? null : end with { Gtid = gtids.ToString() };
    }

    /// <summary>Reports the next span.</summary>
    /// <param name="from">File offset of the span's first byte.</param>
    /// <param name="to">File offset after the span's last byte.</param>
    /// <param name="gtid">The transaction's id; null for an event outside any transaction.</param>
    /// <exception cref="GtidRepeatedException"/>
    public void Add(long from, long to, Gtid? gtid)
    {
        BinlogCoordinates before = new(file, from, gtids.ToString());
        if (gtid is { } passed)
        {
            gtids.Advance(passed);
        }

        switch (search.Target)
        {
            case PositionTarget asked:
                end =
                    asked.Position == from ? before
                    : asked.Position == to ? new(file, to, gtids.ToString())
                    : end;
                across = from < asked.Position && asked.Position < to ? (from, to, gtid) : across;
                break;
            case GtidTarget asked when gtid is { } here && here.Domain == asked.Gtid.Domain:
                Look(asked, here, before, to);
                break;
        }
    }

    /// <summary>Returns the place. Call it after the whole segment was reported.</summary>
    /// <exception cref="PositionWithinTransactionException"/>
    /// <exception cref="GtidNotInLogException"/>
    public FoundPlace Finish() =>
        end is not null ? new FoundPlace(search, end)
        : search.Target is GtidTarget gtid ? throw new GtidNotInLogException(gtid, file, below, above, search.GapBefore)
        : across is { } span ? throw new PositionWithinTransactionException((PositionTarget)search.Target, span.From, span.To, span.Gtid)
        : throw new InvalidOperationException($"{search.Target} is not in {search.Segment.Key}, but the manifest says that it is.");

    private void Look(GtidTarget asked, Gtid here, BinlogCoordinates before, long to)
    {
        if (here == asked.Gtid)
        {
            BinlogCoordinates there = asked.IsBefore ? before : new(file, to, gtids.ToString());
            end = end is null ? there : throw new GtidRepeatedException(asked, end, there);
        }
        else if (here.Sequence < asked.Gtid.Sequence)
        {
            below = here;
        }
        else
        {
            above ??= here;
        }
    }
}

/// <summary>The exact place where a target in the log ends, found in the segment that was searched.</summary>
public sealed record FoundPlace(LogSearch Search, BinlogCoordinates End);
