using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Window;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>
/// Decides the route to a second T: the newest set before T whose log goes on to T, and the log before the first commit stamped at or
/// after T.
/// </summary>
internal static class RouteToSecond
{
    public static RestoreRoute Of(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest[] candidates,
        LineageSets live,
        DateTimeOffset target
    )
    {
        IReadOnlyList<LogChain> chains = live.Chains;
        SecondInLog? found = live.Time.Choose(target);
        if (found is not null && target > live.Time.Stretches[^1].Last)
        {
            throw new TargetOnlyBeforeClockMovedBackException(target, found.Stretch, live.Time.Stretches);
        }

        OpsException? reason = null;
        foreach (DatabaseManifest set in candidates)
        {
            var chain = LogChain.Holding(chains, set);
            BinlogCoordinates? boundary = found is null ? null : chain?.FindBoundary(target, found.Stretch.Number);
            if (boundary is not null && LogChain.Compare(set.Coordinates, boundary) <= 0)
            {
                return new RestoreRoute(set, chain, boundary, target)
                {
                    LeavesOutFrom = target,
                    Stretch = found!.Stretch.Number,
                    Warnings = ClockWarnings.OfSecond(target, boundary, found, live.Time.Stretches),
                };
            }

            // When no set serves, the error gives the reason for the newest set.
            reason ??= boundary is null
                ? WhyNot(catalogue, request, set, chains, chain, target)
                : new NoBackupSetBeforeTargetException(
                    request.Target,
                    set,
                    WholeSecond.Floor(set.SnapshotAt).AddSeconds(1),
                    catalogue.DamagedNote
                );
        }

        throw reason!;
    }

    private static OpsException WhyNot(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest set,
        IReadOnlyList<LogChain> chains,
        LogChain? chain,
        DateTimeOffset target
    )
    {
        if (chains.Count == 0 && catalogue.BinlogSets.Count > 0)
        {
            return OtherLineage(catalogue, set);
        }

        LogGap? gap = RecoveryWindow.Of(catalogue).Gaps.FirstOrDefault(gap => chain is not null && gap.After == chain.To);
        if (chain is not null && gap is not null)
        {
            return new GapBeforeTargetException(request.Target, set.SetId, gap, catalogue.DamagedNote);
        }

        if (chain is null && chains.Count > 0 && LogChain.Compare(set.Coordinates, chains[^1].To) < 0)
        {
            LogChain next = chains.First(chain => LogChain.Compare(set.Coordinates, chain.From) < 0);
            return new GapBeforeTargetException(
                request.Target,
                set.SetId,
                new LogGap(set.Coordinates, next.From, WholeSecond.Ceiling(set.SnapshotAt), null),
                catalogue.DamagedNote
            );
        }

        DatabaseManifest? later = catalogue
            .DatabaseSets.Where(other => other.SnapshotAt > target && !other.Lineage.IsSameAs(set.Lineage))
            .MinBy(other => other.SnapshotAt);
        return new TargetNotShippedException(
            target,
            chains.Count == 0 ? null : chains[^1].ShippedThrough,
            chains.Count == 0 ? null : chains[^1].LastShipAt + request.ShipInterval,
            later is null
                ? null
                : $"choose {WholeSecond.Text(WholeSecond.Ceiling(later.SnapshotAt))} or later "
                    + $"(lineage {later.Lineage.Id}), or a second that was shipped.",
            catalogue.DamagedNote
        );
    }

    public static LineageMismatchException OtherLineage(BackupCatalogue catalogue, DatabaseManifest set) =>
        new(set.SetId, set.Lineage, [.. catalogue.BinlogSets.Select(logs => logs.Lineage).Distinct()]);
}
