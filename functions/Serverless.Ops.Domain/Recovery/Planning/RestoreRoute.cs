using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
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
}
