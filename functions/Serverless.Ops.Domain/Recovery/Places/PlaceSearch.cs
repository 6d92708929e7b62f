using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>
/// Finds a target in a segment that is told to it, span after span: a transaction is one, and so is each event that belongs to none.
/// Between two spans there is a boundary, and nowhere else. Memory does not depend on the segment.
/// </summary>
public sealed class PlaceSearch(LogSearch search)
{
    private readonly string file = search.Segment.Entry.File;
    private GtidPosition gtids = GtidPosition.Parse(search.GtidBefore);
    private BinlogCoordinates? end;
    private (long From, long To, Gtid? Gtid)? across;
    private Gtid? below;
    private Gtid? above;

    /// <summary>Tells what the file itself says of the place that it begins at; no transaction of it was told before.</summary>
    public void BeginFile(GtidPosition position)
    {
        gtids = position;
        end = end is null ? null : end with { Gtid = gtids.ToString() };
    }

    /// <summary>Tells the next span.</summary>
    /// <param name="gtid">Of the transaction; null for an event that belongs to none.</param>
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

    /// <summary>The place, once the whole segment was told.</summary>
    /// <exception cref="PositionWithinTransactionException"/>
    /// <exception cref="GtidNotInLogException"/>
    public FoundPlace Finish() =>
        end is not null ? new FoundPlace(search, end)
        : search.Target is GtidTarget gtid ? throw new GtidNotInLogException(gtid, file, below, above)
        : across is { } span ? throw new PositionWithinTransactionException((PositionTarget)search.Target, span.From, span.To, span.Gtid)
        : throw new InvalidOperationException($"{search.Target} is not in {search.Segment.Key}, which its manifest says it is in.");

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

/// <summary>Where exactly a target in the log ends, found in the segment that was searched.</summary>
public sealed record FoundPlace(LogSearch Search, BinlogCoordinates End);
