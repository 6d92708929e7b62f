using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Tests.Catalogue;

/// <summary>Makes manifests for logs that a test gives as stamps. Each commit has 100 bytes; the first begins at position 300.</summary>
internal static class Logs
{
    public const int CommitBytes = 100;
    public const int HeadBytes = 300;

    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly Lineage Lineage = new("11111111-1111-1111-1111-111111111111", 1, Noon.AddDays(-1));

    public static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    /// <summary>Position of a commit in its file. The first commit of a file has number 0.</summary>
    public static long PositionOf(int commit) => HeadBytes + (commit * CommitBytes);

    /// <summary>One segment. Stamps and the clock are in seconds after noon.</summary>
    /// <param name="first">Number that the segment's first commit has in its file.</param>
    public static SegmentEntry Segment(
        int file,
        int first,
        IReadOnlyList<int> stamps,
        bool endsFile,
        ref DateTimeOffset latest,
        int clock = int.MaxValue
    )
    {
        var index = new SecondIndexBuilder();
        var gtids = GtidPosition.Parse(first == 0 && file == 1 ? "" : $"0-1-{(file * 1000) + first}");
        for (int i = 0; i < stamps.Count; i++)
        {
            var gtid = new Gtid(0, 1, (ulong)((file * 1000) + first + i + 1));
            index.Add(At(stamps[i]), PositionOf(first + i), gtid, gtids);
            gtids.Advance(gtid);
        }

        SecondIndex built = index.Build(latest, clock == int.MaxValue ? DateTimeOffset.MaxValue : At(clock));
        latest = built.Latest;
        string name = $"mysql-bin.{file:000000}";
        return new SegmentEntry(
            $"{name}.{first}",
            name,
            At(-3600 + file),
            "",
            first == 0 ? 0 : PositionOf(first),
            PositionOf(first + stamps.Count),
            new string('0', 64),
            endsFile,
            stamps.Count,
            gtids.ToString(),
            built.Marks,
            built.AnomalyCount,
            built.Anomalies,
            built.Late,
            ClockMovedBack: built.MovedBack
        );
    }

    public static BinlogManifest Set(string id, int shippedThrough, params SegmentEntry[] segments) =>
        new()
        {
            Format = BinlogManifest.CurrentFormat,
            SetId = $"20261122T{id.PadLeft(6, '0')}Z-00000000",
            RunId = id,
            Estate = "fern",
            StartedAt = At(shippedThrough),
            FinishedAt = At(shippedThrough + 1),
            Lineage = Lineage,
            Server = new ServerDescription("10.11", new Dictionary<string, string>()),
            From = new BinlogCoordinates(segments[0].File, segments[0].From, ""),
            To = new BinlogCoordinates(segments[^1].File, segments[^1].To, segments[^1].GtidAtEnd),
            ShippedThrough = At(shippedThrough + 0.25),
            Segments = segments,
            LogReadAt = At(shippedThrough + 0.5),
        };

    public static DatabaseManifest DatabaseSet(string id, double snapshotAt, int file, long position, Lineage? lineage = null) =>
        new()
        {
            Format = DatabaseManifest.CurrentFormat,
            SetId = id,
            RunId = id,
            Estate = "fern",
            StartedAt = At(snapshotAt),
            SnapshotAt = At(snapshotAt),
            FinishedAt = At(snapshotAt + 5),
            Lineage = lineage ?? Lineage,
            Coordinates = new BinlogCoordinates($"mysql-bin.{file:000000}", position, ""),
            Server = new ServerDescription("10.11", new Dictionary<string, string>()),
            Schemas = [],
            Tables = [],
            Objects = [],
            LockCost = new LockCost(TimeSpan.Zero, TimeSpan.Zero, []),
            Restarts = 0,
        };
}
