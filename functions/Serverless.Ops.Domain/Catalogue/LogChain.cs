using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// An unbroken run of log. Each segment continues where the one before it ends, in the same file or at the beginning of the next file.
/// When two runs overlapped, two sets hold the same bytes. Both are true copies, so the chain takes the one that reaches further.
/// </summary>
public sealed class LogChain
{
    private readonly List<ChainSegment> segments = [];

    private LogChain() { }

    public IReadOnlyList<ChainSegment> Segments => segments;

    public BinlogCoordinates From { get; private set; } = new("", 0, "");

    public BinlogCoordinates To => new(segments[^1].Entry.File, segments[^1].Entry.To, segments[^1].Entry.GtidAtEnd);

    /// <summary>Every commit before this time is in the chain. Like all times of the chain, it is of the last stretch.</summary>
    public DateTimeOffset ShippedThrough { get; private set; }

    /// <summary>No commit in the chain began later than this time of the source's clock; null when the last set does not say so.</summary>
    public DateTimeOffset? LogReadAt { get; private set; }

    /// <summary>Start of the last run that added to the chain.</summary>
    public DateTimeOffset LastShipAt { get; private set; }

    /// <summary>The latest mark of the second index in the chain's last stretch; the earliest time without a mark.</summary>
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
            // A restored server reuses the file names of its earlier life, so its files stand among the old ones. A file's creation time
            // is no reliable clock, since a session may have set it. It may choose between two chains that fit, but never refuse one.
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

        Number(chains);
        return chains;
    }

    /// <summary>
    /// The place before the first commit stamped at or after <paramref name="target"/> in one stretch; null without such a commit.
    /// </summary>
    public BinlogCoordinates? FindBoundary(DateTimeOffset target, int stretch)
    {
        foreach (ChainSegment segment in segments.Where(segment => segment.Stretch == stretch))
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

    /// <summary>The second that the log has reached at a place of the chain: the last mark before it, or the earliest time.</summary>
    public DateTimeOffset SecondAt(BinlogCoordinates place) =>
        segments
            .SelectMany(segment => segment.Entry.Seconds.Where(mark => Order(segment.Entry.File, mark.Position, place) < 0))
            .Select(mark => mark.At)
            .LastOrDefault();

    /// <summary>The number of the stretch in which a set was taken, by its place. Null when the place is before the chain.</summary>
    public int? StretchOf(DatabaseManifest set)
    {
        int? number = null;
        foreach (ChainSegment segment in segments)
        {
            if (Order(segment.Entry.File, segment.Entry.From, set.Coordinates) > 0)
            {
                break;
            }

            // Between the last shipment before the move and the first commit behind it, only the set's time tells the side.
            bool isBeforeTheMove =
                segment.Entry.ClockMovedBack is { } moved
                && set.SnapshotAt > moved.To
                && (segment.Entry.Seconds.Count == 0 || Order(segment.Entry.File, segment.Entry.Seconds[0].Position, set.Coordinates) >= 0);
            number = isBeforeTheMove ? segment.Stretch - 1 : segment.Stretch;
        }

        return number;
    }

    /// <summary>The number of the stretch that the last commit before a place is in.</summary>
    public int StretchAt(BinlogCoordinates place) =>
        segments
            .Where(segment => Order(segment.Entry.File, segment.Entry.From, place) < 0)
            .Select(segment => segment.Stretch)
            .LastOrDefault();

    /// <summary>True when the set was taken behind the chain's end, after the source's clock had been moved back.</summary>
    public bool IsMovedBackAt(DatabaseManifest set) =>
        Compare(set.Coordinates, To) >= 0
        && set.SnapshotAt < LatestMark
        && GtidPosition.Parse(To.Gtid).IsWithin(GtidPosition.Parse(set.Coordinates.Gtid));

    /// <summary>True when the coordinates are a place in the chain or its end.</summary>
    public bool Contains(BinlogCoordinates place) =>
        segments.Exists(segment =>
            segment.Entry.File == place.File && Math.Max(4, segment.Entry.From) <= place.Position && place.Position <= segment.Entry.To
        );

    /// <summary>True when the chain has log of this very file: a restored server uses the names of its earlier life again.</summary>
    public bool IsOfFile(string file, DateTimeOffset createdAt) =>
        segments.Exists(segment => segment.Entry.File == file && segment.Entry.FileCreatedAt == createdAt);

    /// <summary>
    /// True when the set was taken at a place in the chain. File and position alone do not prove that: a restored server has the lineage id
    /// and the file names of the server before it. So the set's GTID position must also fit the positions that the chain knows around the
    /// place. A set taken after the chain's last heartbeat must stand at that heartbeat or after it.
    /// </summary>
    public bool Holds(DatabaseManifest set) =>
        Contains(set.Coordinates)
        && (set.Coordinates.Gtid.Length > 0 ? FitsGtid(set.Coordinates) || (IsNumberedBack && IsAfterFile(set)) : IsAfterFile(set))
        && (
            set.SnapshotAt <= ShippedThrough
            || StretchOf(set) < segments[^1].Stretch
            || FindBoundary(WholeSecond.Floor(ShippedThrough), segments[^1].Stretch) is not { } heartbeat
            || Compare(heartbeat, set.Coordinates) <= 0
        );

    /// <summary>The chain that holds a set, or null. Of several chains, the one written last before the set's snapshot.</summary>
    public static LogChain? Holding(IEnumerable<LogChain> chains, DatabaseManifest set)
    {
        return chains.Where(chain => chain.Holds(set)).MaxBy(chain => (CreatedAt(chain) <= set.SnapshotAt, CreatedAt(chain)));

        DateTimeOffset CreatedAt(LogChain chain) =>
            chain.segments.Find(segment => segment.Entry.File == set.Coordinates.File)!.Entry.FileCreatedAt;
    }

    /// <summary>The segments with the bytes between two places of the chain.</summary>
    public IEnumerable<ChainSegment> Between(BinlogCoordinates from, BinlogCoordinates to)
    {
        return segments.Where(segment => !EndsBefore(segment.Entry, from) && BeginsBefore(segment.Entry, to));

        // A segment that ends exactly at the place is kept when it also ends its file, since only this segment says so.
        static bool EndsBefore(SegmentEntry entry, BinlogCoordinates place) =>
            Order(entry.File, entry.To, place) < 0 || (entry.File == place.File && entry.To == place.Position && !entry.EndsFile);

        static bool BeginsBefore(SegmentEntry entry, BinlogCoordinates place) => Order(entry.File, entry.From, place) < 0;
    }

    /// <summary>Orders the places of one lineage.</summary>
    public static IComparer<BinlogCoordinates> InLogOrder { get; } = Comparer<BinlogCoordinates>.Create(Compare);

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

    private bool IsAfterFile(DatabaseManifest set) =>
        segments.Exists(segment => segment.Entry.File == set.Coordinates.File && segment.Entry.FileCreatedAt <= set.SnapshotAt);

    // A session set a sequence number back (gtid_seq_no). Then GTID positions do not order the places of the chain.
    private bool IsNumberedBack =>
        segments.Exists(segment => segment.Entry.Sequences is not null)
        || KnownPlaces()
            .Order(InLogOrder) // a later segment may begin before the end of the one before it, when two runs overlapped
            .Select(place => GtidPosition.Parse(place.Gtid))
            .Aggregate((Last: new GtidPosition(), IsBack: false), (seen, next) => (next, seen.IsBack || !seen.Last.IsWithin(next)))
            .IsBack;

    // The places whose GTID position the manifests give.
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

    private static void Number(List<LogChain> chains)
    {
        int stretch = 0;
        for (int c = 0; c < chains.Count; c++)
        {
            List<ChainSegment> own = chains[c].segments;
            for (int i = 0; i < own.Count; i++)
            {
                stretch += own[i].Entry.ClockMovedBack is null ? 0 : 1;
                own[i] = own[i] with { Stretch = stretch };
            }
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
                && (
                    entry.Sequences is not null
                    || GtidPosition
                        .Parse(last.GtidAtEnd)
                        .IsWithin(GtidPosition.Parse(entry.Seconds.Count > 0 ? entry.Seconds[0].GtidBefore : entry.GtidAtEnd))
                );
    }

    private void Add(BinlogManifest set, SegmentEntry entry)
    {
        SegmentEntry? last = segments.Count == 0 ? null : segments[^1].Entry;
        bool isNew = last is null || entry.File != last.File || entry.To > last.To || (entry.EndsFile && !last.EndsFile);
        if (isNew)
        {
            segments.Add(new ChainSegment(set.SetId, StoreKeys.Set(Job.Binlog, set.SetId) + entry.Name, entry));
            if (entry.ClockMovedBack is not null)
            {
                (LatestMark, ShippedThrough) = (default, default);
            }

            if (entry.Seconds.Count > 0)
            {
                LatestMark = Later(LatestMark, entry.Seconds[^1].At);
            }
        }

        // The chain reaches a set's own end with the set's last segment.
        if (ReferenceEquals(set.Segments[^1], entry))
        {
            ShippedThrough = Later(ShippedThrough, set.ShippedThrough);
            (LastShipAt, LogReadAt) = isNew ? (set.StartedAt, set.LogReadAt) : (LastShipAt, LogReadAt);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>One segment of a chain, with its set.</summary>
/// <param name="Key">Full key in the store.</param>
public sealed record ChainSegment(string SetId, string Key, SegmentEntry Entry)
{
    /// <summary>Number of the segment's <see cref="LogStretch"/>.</summary>
    public int Stretch { get; init; }
}

/// <summary>Log that no set holds, between the end of one chain and the beginning of the next.</summary>
/// <param name="After">Where the log before the gap ends.</param>
/// <param name="Before">Where the log after the gap begins.</param>
/// <param name="From">The first second that cannot be restored.</param>
/// <param name="Until">The first second that can be restored again, from a database set taken after the gap; null without one.</param>
public sealed record LogGap(BinlogCoordinates After, BinlogCoordinates Before, DateTimeOffset From, DateTimeOffset? Until);
