using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>Decides the route to the latest state: the newest set, and all of the log that was shipped after it.</summary>
internal static class RouteToLatest
{
    public static RestoreRoute Of(DatabaseManifest newest, IReadOnlyList<LogChain> chains, DateTimeOffset now)
    {
        var chain = LogChain.Holding(chains, newest);
        if (chain is null || LogChain.Compare(chain.To, newest.Coordinates) <= 0)
        {
            // The set alone can always be restored, even without the log after it.
            return new RestoreRoute(newest, null, newest.Coordinates, newest.SnapshotAt)
            {
                LeavesOutFrom = newest.SnapshotAt,
                Warnings =
                [
                    $"No shipped log continues the database set {newest.SetId}. "
                        + $"So this plan restores the set alone, as of {WholeSecond.Text(newest.SnapshotAt)}. "
                        + $"All later commits are lost: {Math.Ceiling((now - newest.SnapshotAt).TotalMinutes):0} minutes until this plan.",
                ],
            };
        }

        // The last heartbeat proves how far the log reaches in time. What was shipped behind it is restored as well.
        // A set from before the source's clock was moved back may have a later time, and is older all the same.
        bool isHeartbeatLater = chain.ShippedThrough > newest.SnapshotAt || chain.StretchOf(newest) < chain.Segments[^1].Stretch;
        DateTimeOffset target = isHeartbeatLater ? chain.ShippedThrough : newest.SnapshotAt;
        return new RestoreRoute(newest, chain, chain.To, target)
        {
            LeavesOutFrom = chain.LogReadAt,
            Warnings =
                chains[^1] == chain
                    ? []
                    :
                    [
                        $"Log is missing after {chain.To.File}:{chain.To.Position} ({chain.To.Gtid}). "
                            + "This plan cannot use the log after the gap, since no database set was taken there.",
                    ],
        };
    }
}
