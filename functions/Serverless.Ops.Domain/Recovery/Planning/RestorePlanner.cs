using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Recovery.Window;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>
/// Decides what a restore uses. Pure: no clock, no store, no logger. The same arguments give the same plan. A restore takes the log's
/// prefix before the first commit stamped at or after the target. See docs/adr/0007-boundary-and-second-index.md.
/// </summary>
public static class RestorePlanner
{
    /// <summary>
    /// The segment to read before a plan can be made; null when the manifests are enough. For a place in the log, the caller puts the
    /// found place into the request as <see cref="RestoreRequest.Found"/>. Then the plan says where it ends, like every other plan.
    /// </summary>
    /// <exception cref="NoBackupSetBeforeTargetException"/>
    /// <exception cref="OtherEstatesOnlyException"/>
    /// <exception cref="OnlyIncompleteSetsException"/>
    /// <exception cref="LineageMismatchException"/>
    /// <exception cref="PlaceNotShippedException"/>
    /// <exception cref="GtidNotInLogException"/>
    public static LogSearch? Search(BackupCatalogue catalogue, RestoreRequest request)
    {
        if (request.Target.Place is not { } place)
        {
            return null;
        }

        catalogue = OfEstate(catalogue, request.Estate);
        DatabaseManifest newest = SetsBefore(catalogue, request.Target)[0];
        IReadOnlyList<LogChain> chains = catalogue.ChainsOf(newest.Lineage);
        return chains.Count > 0 ? new PlaceLocator(chains, request.ShipInterval).Locate(place)
            : catalogue.BinlogSets.Count > 0 ? throw OtherLineage(catalogue, newest)
            : throw new PlaceNotShippedException(
                place,
                "no log was shipped at all",
                "run ShipBinlogs if the source still lives; 'latest' restores the newest set alone."
            );
    }

    /// <summary>Makes the plan, or throws the reason why there is none.</summary>
    /// <exception cref="TargetInFutureException"/>
    /// <exception cref="NoBackupSetBeforeTargetException"/>
    /// <exception cref="OtherEstatesOnlyException"/>
    /// <exception cref="OnlyIncompleteSetsException"/>
    /// <exception cref="TargetNotShippedException"/>
    /// <exception cref="GapBeforeTargetException"/>
    /// <exception cref="LineageMismatchException"/>
    /// <exception cref="PlaceBeforeSetsException"/>
    public static RestorePlan Plan(BackupCatalogue catalogue, RestoreRequest request, DateTimeOffset now)
    {
        if (request.Target.At > now)
        {
            throw new TargetInFutureException(request.Target.At.Value, now);
        }

        catalogue = OfEstate(catalogue, request.Estate);
        DatabaseManifest[] before = SetsBefore(catalogue, request.Target);

        // Only the lineage that was live at the target may serve it. An older lineage never saw that second.
        DatabaseManifest[] candidates = [.. before.Where(set => set.Lineage.IsSameAs(before[0].Lineage))];
        IReadOnlyList<LogChain> chains = catalogue.ChainsOf(before[0].Lineage);
        RestoreRoute route = request.Target switch
        {
            { At: { } target } => ToSecond(catalogue, request, candidates, chains, target),
            { Place: not null } => ToPlace(catalogue, request, candidates, chains),
            _ => ToLatest(before[0], chains, now),
        };
        return Describe(request, route, now);
    }

    // Newest first, and at least one.
    private static DatabaseManifest[] SetsBefore(BackupCatalogue catalogue, RestoreTarget target)
    {
        DatabaseManifest[] before =
        [
            .. catalogue
                .DatabaseSets.Where(set => target.At is not { } at || set.SnapshotAt <= at)
                .OrderByDescending(set => set.SnapshotAt)
                .ThenByDescending(set => set.SetId, StringComparer.Ordinal),
        ];
        return before.Length > 0 ? before
            : catalogue.IncompleteDatabaseSets.Count > 0 && catalogue.DatabaseSets.Count == 0
                ? throw new OnlyIncompleteSetsException(target, catalogue.IncompleteDatabaseSets)
            : throw new NoBackupSetBeforeTargetException(target, catalogue.DatabaseSets.MinBy(set => set.SnapshotAt));
    }

    // Only sets are filtered by estate. Their lineage selects the logs.
    private static BackupCatalogue OfEstate(BackupCatalogue catalogue, string estate)
    {
        DatabaseManifest[] own = [.. catalogue.DatabaseSets.Where(set => set.Estate == estate)];
        return own.Length > 0 || catalogue.DatabaseSets.Count == 0
            ? catalogue with
            {
                DatabaseSets = own,
            }
            : throw new OtherEstatesOnlyException(
                estate,
                [.. catalogue.DatabaseSets.Select(set => set.Estate).Distinct().Order(StringComparer.Ordinal)]
            );
    }

    private static RestoreRoute ToLatest(DatabaseManifest newest, IReadOnlyList<LogChain> chains, DateTimeOffset now)
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

    private static RestoreRoute ToPlace(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest[] candidates,
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
            .Where(set => LogChain.Compare(set.Coordinates, found.End) <= 0 || IsSameState(set.Coordinates, found.End))
            .MaxBy(set => (BinlogFileName.Parse(set.Coordinates.File).Number, set.Coordinates.Position, set.SnapshotAt));
        if (set is null)
        {
            throw WhyNoSet(catalogue, request, candidates, within, chain, found.End);
        }

        // The set may have been taken after the target's last commit and before the next one. Then nothing is left to replay.
        BinlogCoordinates end = LogChain.Compare(set.Coordinates, found.End) > 0 ? set.Coordinates : found.End;
        DateTimeOffset ofLog = chain.SecondAt(end);
        DateTimeOffset ofSet = WholeSecond.Floor(set.SnapshotAt);
        return new RestoreRoute(set, chain, end, ofLog > ofSet ? ofLog : ofSet) { Warnings = found.Search.Warnings };

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
            ? new GapBeforeTargetException(request.Target, cut.SetId, gap)
            : new PlaceBeforeSetsException(request.Target.Place!, end, within.MinBy(set => set.SnapshotAt));
    }

    private static RestoreRoute ToSecond(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest[] candidates,
        IReadOnlyList<LogChain> chains,
        DateTimeOffset target
    )
    {
        OpsException? reason = null;
        foreach (DatabaseManifest set in candidates)
        {
            var chain = LogChain.Holding(chains, set);
            BinlogCoordinates? boundary = chain?.FindBoundary(target);
            if (boundary is not null && LogChain.Compare(set.Coordinates, boundary) <= 0)
            {
                return new RestoreRoute(set, chain, boundary, target);
            }

            // When no set serves, the error gives the reason for the newest set.
            reason ??= boundary is null
                ? WhyNot(catalogue, request, set, chains, chain, target)
                : new NoBackupSetBeforeTargetException(request.Target, set, WholeSecond.Floor(set.SnapshotAt).AddSeconds(1));
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
            return new GapBeforeTargetException(request.Target, set.SetId, gap);
        }

        if (chain is null && chains.Count > 0 && LogChain.Compare(set.Coordinates, chains[^1].To) < 0)
        {
            LogChain next = chains.First(chain => LogChain.Compare(set.Coordinates, chain.From) < 0);
            return new GapBeforeTargetException(
                request.Target,
                set.SetId,
                new LogGap(set.Coordinates, next.From, WholeSecond.Ceiling(set.SnapshotAt), null)
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
                    + $"(lineage {later.Lineage.Id}), or a second that was shipped."
        );
    }

    private static LineageMismatchException OtherLineage(BackupCatalogue catalogue, DatabaseManifest set) =>
        new(set.SetId, set.Lineage, [.. catalogue.BinlogSets.Select(logs => logs.Lineage).Distinct()]);

    private static RestorePlan Describe(RestoreRequest request, RestoreRoute route, DateTimeOffset now)
    {
        ChainSegment[] segments =
            LogChain.Compare(route.Set.Coordinates, route.End) == 0 ? [] : [.. route.Chain!.Between(route.Set.Coordinates, route.End)];
        return new RestorePlan
        {
            Format = RestorePlan.CurrentFormat,
            RunId = request.RunId,
            Estate = request.Estate,
            PlannedAt = now,
            Asked = request.Target.ToString(),
            Target = route.Target,
            Lineage = route.Set.Lineage,
            DatabaseSetId = route.Set.SetId,
            ReplayFrom = route.Set.Coordinates,
            ReplayTo = route.End,
            SourceVariables = route.Set.Server.Variables,
            Segments =
            [
                .. segments.Select(segment => new PlannedSegment(
                    segment.Key,
                    segment.Entry.File,
                    segment.Entry.FormatDescription,
                    segment.Entry.From,
                    segment.Entry.To,
                    segment.Entry.EndsFile,
                    segment.Entry.Sha256
                )),
            ],
            ExpectedLoss = request.Target is { At: null, Place: null } ? now - route.Target : TimeSpan.Zero,
            Warnings = PlanWarnings.Of(request.Target, route, segments),
            ImportTextBytes = route.Set.Tables.Sum(table => table.TextBytes),
            ReplayBytes = segments.Sum(segment => BytesOf(segment.Entry, route)),
        };
    }

    private static long BytesOf(SegmentEntry entry, RestoreRoute route)
    {
        long from = entry.File == route.Set.Coordinates.File ? Math.Max(entry.From, route.Set.Coordinates.Position) : entry.From;
        long to = entry.File == route.End.File ? Math.Min(entry.To, route.End.Position) : entry.To;
        return Math.Max(0, to - from);
    }
}

/// <summary>The set that a restore begins with, and the place in the log where it ends.</summary>
/// <param name="Chain">The log between the set and the end; null when nothing is replayed.</param>
internal sealed record RestoreRoute(DatabaseManifest Set, LogChain? Chain, BinlogCoordinates End, DateTimeOffset Target)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
