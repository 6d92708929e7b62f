using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>Decides the route to the latest state: the newest set, and the log to its last whole second.</summary>
internal static class RouteToLatest
{
    public static RestoreRoute Of(DatabaseManifest newest, IReadOnlyList<LogChain> chains, DateTimeOffset now)
    {
        var chain = LogChain.Holding(chains, newest);
        DateTimeOffset target = WholeSecond.Floor(chain is null ? newest.SnapshotAt : chain.ShippedThrough);
        BinlogCoordinates? boundary = target < WholeSecond.Floor(newest.SnapshotAt) ? null : chain?.FindBoundary(target);
        if (boundary is null || LogChain.Compare(boundary, newest.Coordinates) < 0)
        {
            // The set alone can always be restored, even without the log after it.
            // T is a whole second here too. The set may hold later changes; the warning gives the snapshot's exact time.
            return new RestoreRoute(newest, null, newest.Coordinates, WholeSecond.Floor(newest.SnapshotAt))
            {
                Warnings =
                [
                    $"No shipped log continues the database set {newest.SetId}. "
                        + $"So this plan restores the set alone, as of {WholeSecond.Text(newest.SnapshotAt)}. "
                        + $"All later commits are lost: {Math.Ceiling((now - newest.SnapshotAt).TotalMinutes):0} minutes until this plan.",
                ],
            };
        }

        return new RestoreRoute(newest, chain, boundary, target)
        {
            Warnings =
                chains[^1] == chain
                    ? []
                    :
                    [
                        $"Log is missing after {WholeSecond.Text(target)}. "
                            + "This plan cannot use the log after the gap, since no database set was taken there.",
                    ],
        };
    }
}
