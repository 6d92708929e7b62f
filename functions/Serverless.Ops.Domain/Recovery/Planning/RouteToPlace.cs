using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Window;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>Decides the route to a place in the log: the last set at or before the place, and the log up to the place.</summary>
internal static class RouteToPlace
{
    public static RestoreRoute Of(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest[] candidates,
        DatabaseManifest[] damaged,
        IReadOnlyList<LogChain> chains
    )
    {
        if (request.Found is not { } found)
        {
            throw new ArgumentException($"The place {request.Target} was not searched.", nameof(request));
        }

        LogChain chain = chains.First(chain => chain.Segments.Any(segment => segment.Key == found.Search.Segment.Key));
        DatabaseManifest[] within = [.. candidates.Where(set => LogChain.Holding(chains, set) == chain)];
        DatabaseManifest? set = within
            .Where(set => IsBefore(set, found.End))
            .MaxBy(set => (BinlogFileName.Parse(set.Coordinates.File).Number, set.Coordinates.Position, set.SnapshotAt));
        if (set is null)
        {
            DatabaseManifest? lost = damaged
                .Where(lost => LogChain.Holding(chains, lost) == chain && IsBefore(lost, found.End))
                .MaxBy(lost => lost.Coordinates, LogChain.InLogOrder);
            throw lost is null
                ? WhyNoSet(catalogue, request, candidates, within, chain, found.End)
                : new DamagedSetException(request, lost.SetId, catalogue.DamageOf(lost)!);
        }

        // The set may have been taken after the target's last commit and before the next one. Then nothing is left to replay.
        BinlogCoordinates end = LogChain.Compare(set.Coordinates, found.End) > 0 ? set.Coordinates : found.End;
        DateTimeOffset ofLog = chain.SecondAt(end);
        DateTimeOffset ofSet = WholeSecond.Floor(set.SnapshotAt);
        bool isLogLater = ofLog > ofSet || (end != set.Coordinates && chain.StretchOf(set) < chain.StretchAt(end));
        return new RestoreRoute(set, chain, end, isLogLater ? ofLog : ofSet) { Warnings = found.Search.Warnings };

        static bool IsBefore(DatabaseManifest set, BinlogCoordinates end) =>
            LogChain.Compare(set.Coordinates, end) <= 0 || IsSameState(set.Coordinates, end);

        static bool IsSameState(BinlogCoordinates one, BinlogCoordinates other) =>
            one.Gtid.Length > 0 && GtidPosition.Parse(one.Gtid).ToString() == GtidPosition.Parse(other.Gtid).ToString();
    }

    private static OpsException WhyNoSet(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest[] candidates,
        DatabaseManifest[] within,
        LogChain chain,
        BinlogCoordinates end
    )
    {
        LogGap? gap = RecoveryWindow.Of(catalogue).Gaps.FirstOrDefault(gap => gap.Before == chain.From);
        DatabaseManifest? cut = candidates.FirstOrDefault(set =>
            !within.Contains(set) && LogChain.Compare(set.Coordinates, chain.From) < 0
        );
        return gap is not null && cut is not null
            ? new GapBeforeTargetException(request.Target, cut.SetId, gap, catalogue.DamagedNote)
            : new PlaceBeforeSetsException(request.Target.Place!, end, within.MinBy(set => set.SnapshotAt));
    }
}
