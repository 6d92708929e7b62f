using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// An unbroken run of log: segments of which each goes on where the one before it ends, in the same file or at the beginning of the
/// next. Where two sets hold the same bytes (two runs overlapped), the one that reaches further is taken: both are true copies.
/// </summary>
public sealed class LogChain
{
    private readonly List<ChainSegment> segments = [];

    private LogChain() { }

    public IReadOnlyList<ChainSegment> Segments => segments;

    public BinlogCoordinates From { get; private set; } = new("", 0, "");

    public BinlogCoordinates To => new(segments[^1].Entry.File, segments[^1].Entry.To, segments[^1].Entry.GtidAtEnd);

    /// <summary>All that was committed before it is in the chain.</summary>
    public DateTimeOffset ShippedThrough { get; private set; }

    /// <summary>When the last run that added to it began.</summary>
    public DateTimeOffset LastShipAt { get; private set; }

    /// <summary>The latest mark of the second index in it, or the earliest time.</summary>
    public DateTimeOffset LatestMark { get; private set; }

    /// <summary>The chains of one lineage's sets, in log order.</summary>
    public static IReadOnlyList<LogChain> Build(IEnumerable<BinlogManifest> sets)
    {
        var chains = new List<LogChain>();
        IOrderedEnumerable<(BinlogManifest Set, SegmentEntry Entry)> ordered = sets.SelectMany(set =>
                set.Segments.Select(entry => (Set: set, Entry: entry))
            )
            .OrderBy(segment => BinlogFileName.Parse(segment.Entry.File))
            .ThenBy(segment => segment.Entry.FileCreatedAt)
            .ThenBy(segment => segment.Entry.From)
            .ThenByDescending(segment => segment.Entry.To)
            .ThenByDescending(segment => segment.Entry.EndsFile)
            .ThenBy(segment => segment.Set.SetId, StringComparer.Ordinal);
        foreach ((BinlogManifest set, SegmentEntry entry) in ordered)
        {
            // A server that lives a second time uses the names of the first again: its files stand among the old ones. A file's time of
            // creation is no clock (a session's stamp may be in it): it may choose between two that fit, and never refuses one.
            LogChain? chain = chains
                .Where(chain => chain.GoesOnWith(entry))
                .MaxBy(chain => (chain.segments[^1].Entry.FileCreatedAt <= entry.FileCreatedAt, chain.segments[^1].Entry.FileCreatedAt));
            if (chain is null)
            {
                chain = new LogChain
                {
                    From = ReferenceEquals(set.Segments[0], entry) ? set.From : new BinlogCoordinates(entry.File, entry.From, ""),
                };
                chains.Add(chain);
            }

            chain.Add(set, entry);
        }

        return chains;
    }

    /// <summary>The place before the first commit stamped at or after <paramref name="target"/>, or null when the chain has none.</summary>
    public BinlogCoordinates? FindBoundary(DateTimeOffset target)
    {
        if (LatestMark < target)
        {
            return null;
        }

        foreach (ChainSegment segment in segments)
        {
            foreach (SecondMark mark in segment.Entry.Seconds)
            {
                if (mark.At >= target)
                {
                    return new BinlogCoordinates(segment.Entry.File, mark.Position, mark.GtidBefore);
                }
            }
        }

        return null;
    }

    /// <summary>The latest mark before a place of the chain, or the earliest time: the second that its log has come to there.</summary>
    public DateTimeOffset SecondAt(BinlogCoordinates place) =>
        segments
            .SelectMany(segment => segment.Entry.Seconds.Where(mark => Order(segment.Entry.File, mark.Position, place) < 0))
            .Select(mark => mark.At)
            .DefaultIfEmpty()
            .Max();

    /// <summary>True when the coordinates are a place in the chain, its end included.</summary>
    public bool Contains(BinlogCoordinates place) =>
        segments.Exists(segment =>
            segment.Entry.File == place.File && Math.Max(4, segment.Entry.From) <= place.Position && place.Position <= segment.Entry.To
        );

    /// <summary>
    /// True when the set was taken at a place in the chain. File and position alone do not say that: a server that was restored has the
    /// lineage id and the file names of the one before it. So the set's GTID position must fit between those that the chain knows around
    /// the place; and a set that was taken after the last heartbeat of the chain stands behind all that was committed before that.
    /// </summary>
    public bool Holds(DatabaseManifest set) =>
        Contains(set.Coordinates)
        && (
            set.Coordinates.Gtid.Length > 0
                ? FitsGtid(set.Coordinates)
                : segments.Exists(segment => segment.Entry.File == set.Coordinates.File && segment.Entry.FileCreatedAt <= set.SnapshotAt)
        )
        && (
            set.SnapshotAt <= ShippedThrough
            || FindBoundary(WholeSecond.Floor(ShippedThrough)) is not { } heartbeat
            || Compare(heartbeat, set.Coordinates) <= 0
        );

    /// <summary>Of the chains that hold a set the one that was written last before its snapshot, or null.</summary>
    public static LogChain? Holding(IEnumerable<LogChain> chains, DatabaseManifest set)
    {
        return chains.Where(chain => chain.Holds(set)).MaxBy(chain => (CreatedAt(chain) <= set.SnapshotAt, CreatedAt(chain)));

        DateTimeOffset CreatedAt(LogChain chain) =>
            chain.segments.Find(segment => segment.Entry.File == set.Coordinates.File)!.Entry.FileCreatedAt;
    }

    /// <summary>The segments that hold the bytes between two places of the chain.</summary>
    public IEnumerable<ChainSegment> Between(BinlogCoordinates from, BinlogCoordinates to)
    {
        return segments.Where(segment => !EndsBefore(segment.Entry, from) && BeginsBefore(segment.Entry, to));

        // A segment that ends at the very place still says whether its file ended there.
        static bool EndsBefore(SegmentEntry entry, BinlogCoordinates place) =>
            Order(entry.File, entry.To, place) < 0 || (entry.File == place.File && entry.To == place.Position && !entry.EndsFile);

        static bool BeginsBefore(SegmentEntry entry, BinlogCoordinates place) => Order(entry.File, entry.From, place) < 0;
    }

    /// <summary>Negative when the first place is before the second.</summary>
    public static int Compare(BinlogCoordinates one, BinlogCoordinates other) => Order(one.File, one.Position, other);

    private static int Order(string file, long position, BinlogCoordinates place)
    {
        int byFile = BinlogFileName.Parse(file).CompareTo(BinlogFileName.Parse(place.File));
        return byFile != 0 ? byFile : position.CompareTo(place.Position);
    }

    private bool FitsGtid(BinlogCoordinates place)
    {
        var gtids = GtidPosition.Parse(place.Gtid);
        foreach (BinlogCoordinates known in KnownPlaces())
        {
            int order = Compare(known, place);
            var there = GtidPosition.Parse(known.Gtid);
            bool fits =
                order < 0 ? there.IsWithin(gtids)
                : order > 0 ? gtids.IsWithin(there)
                : there.ToString() == gtids.ToString();
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    // Where the manifests say which GTID position belongs to which place.
    private IEnumerable<BinlogCoordinates> KnownPlaces()
    {
        foreach (ChainSegment segment in segments)
        {
            foreach (SecondMark mark in segment.Entry.Seconds)
            {
                yield return new BinlogCoordinates(segment.Entry.File, mark.Position, mark.GtidBefore);
            }

            yield return new BinlogCoordinates(segment.Entry.File, segment.Entry.To, segment.Entry.GtidAtEnd);
        }
    }

    private bool GoesOnWith(SegmentEntry entry)
    {
        SegmentEntry last = segments[^1].Entry;
        return entry.File == last.File
            ? entry.FileCreatedAt == last.FileCreatedAt && entry.From <= last.To
            : last.EndsFile
                && entry.From == 0
                && BinlogFileName.Parse(entry.File) == BinlogFileName.Parse(last.File).Next
                && GtidPosition
                    .Parse(last.GtidAtEnd)
                    .IsWithin(GtidPosition.Parse(entry.Seconds.Count > 0 ? entry.Seconds[0].GtidBefore : entry.GtidAtEnd));
    }

    private void Add(BinlogManifest set, SegmentEntry entry)
    {
        SegmentEntry? last = segments.Count == 0 ? null : segments[^1].Entry;
        bool isNew = last is null || entry.File != last.File || entry.To > last.To || (entry.EndsFile && !last.EndsFile);
        if (isNew)
        {
            segments.Add(new ChainSegment(set.SetId, StoreKeys.Set(Job.Binlog, set.SetId) + entry.Name, entry));
            if (entry.Seconds.Count > 0)
            {
                LatestMark = Later(LatestMark, entry.Seconds[^1].At);
            }
        }

        // A set's own end is in the chain once its last segment is.
        if (ReferenceEquals(set.Segments[^1], entry))
        {
            ShippedThrough = Later(ShippedThrough, set.ShippedThrough);
            LastShipAt = Later(LastShipAt, set.StartedAt);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>One segment of a chain and the set that it belongs to.</summary>
/// <param name="Key">Full key in the store.</param>
public sealed record ChainSegment(string SetId, string Key, SegmentEntry Entry);

/// <summary>Log that no set holds: between the end of one chain and the beginning of the next.</summary>
/// <param name="After">Where the log that is held ends.</param>
/// <param name="Before">Where it goes on.</param>
/// <param name="From">From this second on nothing can be restored …</param>
/// <param name="Until">… until a database set that was taken after the gap.</param>
public sealed record LogGap(BinlogCoordinates After, BinlogCoordinates Before, DateTimeOffset From, DateTimeOffset? Until);
