using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets.Binlog;

/// <summary>Completes a binlog set. It lists the segments of one shipping run, in log order, from the catalogue's end on.</summary>
public sealed record BinlogManifest : ISetManifest
{
    public const int CurrentFormat = 1;

    int ISetManifest.KnownFormat => CurrentFormat;

    public required int Format { get; init; }

    /// <summary>The manifest's own key. Null in sets older than this field.</summary>
    public string? Key { get; init; }
    public required string SetId { get; init; }
    public required string RunId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
    public required Lineage Lineage { get; init; }
    public required ServerDescription Server { get; init; }
    public required BinlogCoordinates From { get; init; }
    public required BinlogCoordinates To { get; init; }

    /// <summary>Time in the heartbeat row that this run wrote and shipped. Every earlier commit is in the store.</summary>
    public required DateTimeOffset ShippedThrough { get; init; }
    public required IReadOnlyList<SegmentEntry> Segments { get; init; }

    /// <summary>The source's clock, read after the last commit had arrived. No commit of this set began later. Null in sets older than
    /// this field.</summary>
    public DateTimeOffset? LogReadAt { get; init; }

    public IEnumerable<string> ListObjects() => Segments.Select(segment => segment.Name);
}
