using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.Domain.Restore;

/// <summary>What has to be read to find a place: the manifests name the segment, only its events name the transactions in it.</summary>
/// <param name="From">Where in the file the search begins: what the segment holds before it stands in the one before as well.</param>
/// <param name="GtidBefore">GTID position there; empty when only the file itself knows it.</param>
public sealed record LogSearch(PlaceTarget Target, ChainSegment Segment, long From, string GtidBefore)
{
    /// <summary>What a person should know about the choice of this segment.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
