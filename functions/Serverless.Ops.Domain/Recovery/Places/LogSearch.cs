using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>What has to be read to find a place: the manifests name the segment, only its events name the transactions in it.</summary>
/// <param name="GtidBefore">GTID position at the end of the segment before it; empty when only the file itself knows it. Where two runs overlapped, the
/// first transactions of the segment are in both: telling them again comes to the same position.</param>
public sealed record LogSearch(PlaceTarget Target, ChainSegment Segment, string GtidBefore)
{
    /// <summary>What a person should know about the choice of this segment.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
