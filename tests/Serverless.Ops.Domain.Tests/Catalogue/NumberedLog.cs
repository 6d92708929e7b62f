using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.Domain.Tests.Catalogue;

/// <summary>A log over several files, cut into segments and sets. Its GTIDs count through all files, so a GTID gives the place.</summary>
internal sealed class NumberedLog
{
    private readonly List<(SegmentEntry Entry, int Offset)> segments = [];

    public IReadOnlyList<SegmentEntry> Segments => [.. segments.Select(segment => segment.Entry)];

    /// <summary>Sets of up to two segments, newest first, since the order of manifests must not matter.</summary>
    public BinlogManifest[] Sets { get; private set; } = [];

    /// <param name="cuts">Number of commits in each segment.</param>
    /// <param name="filesOf">Number of segments in each file.</param>
    public static NumberedLog Cut(int[] stamps, int[] cuts, int filesOf, int clock)
    {
        var log = new NumberedLog();
        DateTimeOffset latest = DateTimeOffset.MinValue;
        int file = 1,
            first = 0;
        for (int at = 0, i = 0; at < stamps.Length; i++)
        {
            int count = Math.Min(cuts[i], stamps.Length - at);
            bool ends = (i + 1) % filesOf == 0;
            int offset = at - first;
            log.segments.Add(
                (Renumber(Logs.Segment(file, first, stamps[at..(at + count)], ends, ref latest, clock), offset, file), offset)
            );
            at += count;
            (file, first) = ends ? (file + 1, 0) : (file, first + count);
        }

        log.Sets = [.. log.Segments.Chunk(2).Select((chunk, i) => Logs.Set($"{i + 1}", clock, chunk)).Reverse()];
        return log;
    }

    /// <summary>GTID position after the given number of commits.</summary>
    public static string GtidAfter(int commits) => commits > 0 ? $"0-1-{commits}" : "";

    /// <summary>The place where a commit begins. The first commit has number 0; the number of all commits gives the log's end.</summary>
    public BinlogCoordinates PlaceOf(int commit)
    {
        foreach ((SegmentEntry entry, int offset) in segments)
        {
            long position = Logs.PositionOf(commit - offset);
            if (position < entry.To)
            {
                return new BinlogCoordinates(entry.File, position, GtidAfter(commit));
            }
        }

        return new BinlogCoordinates(segments[^1].Entry.File, segments[^1].Entry.To, GtidAfter(commit));
    }

    /// <summary>Sequence number of the commit with the given number in its file.</summary>
    public ulong SequenceOf(SegmentEntry entry, int commit) =>
        (ulong)(segments.First(segment => segment.Entry.Name == entry.Name).Offset + commit + 1);

    private static SegmentEntry Renumber(SegmentEntry entry, int offset, int file) =>
        entry with
        {
            GtidAtEnd = GtidAfter(CommitsBefore(entry.To) + offset),
            Seconds = [.. entry.Seconds.Select(mark => mark with { GtidBefore = GtidAfter(CommitsBefore(mark.Position) + offset) })],
            FileCreatedAt = Logs.At(-3600 + file),
        };

    private static int CommitsBefore(long position) => (int)((position - Logs.HeadBytes) / Logs.CommitBytes);
}
