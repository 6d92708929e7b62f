using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The set that a restore begins with, and the place in the log where it ends.</summary>
/// <param name="Chain">The log between the set and the end; null when nothing is replayed.</param>
internal sealed record RestoreRoute(DatabaseManifest Set, LogChain? Chain, BinlogCoordinates End, DateTimeOffset Target)
{
    /// <summary>The restore holds nothing that was sent at this time or later; null when that is unknown.</summary>
    public DateTimeOffset? LeavesOutFrom { get; init; }

    /// <summary>For a second: the stretch of the log that it was found in.</summary>
    public int? Stretch { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The segments that the replay reads.</summary>
    public IEnumerable<ChainSegment> Segments => LogChain.Compare(Set.Coordinates, End) == 0 ? [] : Chain!.Between(Set.Coordinates, End);

    /// <summary>Bytes of log between the set and the end.</summary>
    public long ReplayBytes => Segments.Sum(segment => BytesOf(segment.Entry));

    private long BytesOf(SegmentEntry entry)
    {
        long from = entry.File == Set.Coordinates.File ? Math.Max(entry.From, Set.Coordinates.Position) : entry.From;
        long to = entry.File == End.File ? Math.Min(entry.To, End.Position) : entry.To;
        return Math.Max(0, to - from);
    }
}
