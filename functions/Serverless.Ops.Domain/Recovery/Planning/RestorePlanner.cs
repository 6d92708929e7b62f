using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

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

        catalogue = OfEstate(catalogue, request.Estate).WithoutDamagedLog();
        (LineageSets live, DatabaseManifest[] sets, _) = SetsBefore(LineageSets.Of(catalogue), catalogue, request);
        IReadOnlyList<LogChain> chains = live.Chains;
        return chains.Count > 0 ? new SegmentOfPlace(chains, request.ShipInterval, catalogue.DamagedNote).Locate(place)
            : catalogue.BinlogSets.Count > 0 ? throw RouteToSecond.OtherLineage(catalogue, sets[0])
            : throw new PlaceNotShippedException(
                place,
                "no log was shipped at all",
                "run ShipBinlogs if the source still lives; 'latest' restores the newest set alone."
            );
    }

    /// <summary>Makes the plan, or throws the reason why there is none.</summary>
    /// <exception cref="TargetInFutureException"/>
    /// <exception cref="TargetOnlyBeforeClockMovedBackException"/>
    /// <exception cref="NoBackupSetBeforeTargetException"/>
    /// <exception cref="OtherEstatesOnlyException"/>
    /// <exception cref="OnlyIncompleteSetsException"/>
    /// <exception cref="TargetNotShippedException"/>
    /// <exception cref="GapBeforeTargetException"/>
    /// <exception cref="LineageMismatchException"/>
    /// <exception cref="PlaceBeforeSetsException"/>
    /// <exception cref="UnknownSetException"/>
    /// <exception cref="DamagedSetException"/>
    /// <exception cref="UnreplayableChangeException"/>
    public static RestorePlan Plan(BackupCatalogue catalogue, RestoreRequest request, DateTimeOffset now)
    {
        BackupCatalogue known = OfEstate(catalogue, request.Estate);
        catalogue = known.WithoutDamagedLog();
        LineageSets[] lineages = LineageSets.Of(catalogue);

        // The log says what was shipped, by the source's clock. The planner's clock only tells a second that nobody can have shipped.
        if (request.Target.At is { } asked && asked > now && lineages.All(lineage => lineage.Time.Choose(asked) is null))
        {
            throw new TargetInFutureException(asked, now);
        }

        // Only the lineage that was live at the target may serve it. An older lineage never saw that second.
        (LineageSets live, DatabaseManifest[] candidates, DatabaseManifest[] damaged) = SetsBefore(lineages, catalogue, request);
        RestoreRoute route = Route(Whole(catalogue), request, candidates, damaged, live, now);
        OlderSet? older = Instead(catalogue, request, live, route, now);
        return Describe(known, request, route, live, older, now);
    }

    private static RestoreRoute Route(
        BackupCatalogue catalogue,
        RestoreRequest request,
        DatabaseManifest[] candidates,
        DatabaseManifest[] damaged,
        LineageSets live,
        DateTimeOffset now
    ) =>
        request.Target switch
        {
            { At: { } target } => RouteToSecond.Of(catalogue, request, candidates, live, target),
            { Place: not null } => RouteToPlace.Of(catalogue, request, candidates, damaged, live.Chains),
            _ => RouteToLatest.Of(candidates[0], live.Chains, now),
        };

    // What the plan would begin with if nobody had chosen a set and no set were damaged; null when it is the plan's own set.
    private static OlderSet? Instead(
        BackupCatalogue catalogue,
        RestoreRequest request,
        LineageSets live,
        RestoreRoute route,
        DateTimeOffset now
    )
    {
        if (live.Before(request.Target.At) is not [_, ..] all)
        {
            return null;
        }

        try
        {
            RestoreRoute newest = Route(catalogue, request, all, [], live, now);
            return newest.Set == route.Set ? null : OlderSet.Of(route, newest, catalogue.DamageOf(newest.Set));
        }
        catch (PermanentException)
        {
            return null; // without the choice there is no plan to compare with
        }
    }

    // The window of a plan's errors holds only what can be restored.
    private static BackupCatalogue Whole(BackupCatalogue catalogue) =>
        catalogue with
        {
            DatabaseSets = [.. catalogue.DatabaseSets.Where(set => catalogue.DamageOf(set) is null)],
        };

    // The sets of the lineage that was live at the target, newest first, and at least one. A damaged set shows which lineage was live,
    // but a restore never begins with it.
    private static (LineageSets Live, DatabaseManifest[] Sets, DatabaseManifest[] Damaged) SetsBefore(
        LineageSets[] lineages,
        BackupCatalogue catalogue,
        RestoreRequest request
    )
    {
        RestoreTarget target = request.Target;
        DatabaseManifest[] all = [.. lineages.OrderByDescending(lineage => lineage.Newest).SelectMany(lineage => lineage.Before(null))];
        DatabaseManifest[] chosen = request.Set?.Choose(all, catalogue.DamagedNote) ?? all;
        (LineageSets Live, DatabaseManifest[] Sets)[] before =
        [
            .. lineages
                .Select(lineage => (lineage, Sets: (DatabaseManifest[])[.. lineage.Before(target.At).Where(chosen.Contains)]))
                .Where(lineage => lineage.Sets.Length > 0),
        ];
        if (before.Length > 0)
        {
            (LineageSets live, DatabaseManifest[] sets) = before.MaxBy(lineage => lineage.Live.Time.TimeOf(lineage.Sets[0]));
            DatabaseManifest[] whole = [.. sets.Where(set => catalogue.DamageOf(set) is null)];
            return whole.Length > 0
                ? (live, whole, [.. sets.Except(whole)])
                : throw new DamagedSetException(request, sets[0].SetId, catalogue.DamageOf(sets[0])!);
        }

        throw catalogue.IncompleteDatabaseSets.Count > 0 && catalogue.DatabaseSets.Count == 0
            ? new OnlyIncompleteSetsException(target, catalogue.IncompleteDatabaseSets)
            : new NoBackupSetBeforeTargetException(target, chosen.MinBy(set => set.SnapshotAt), damaged: catalogue.DamagedNote);
    }

    private static BackupCatalogue OfEstate(BackupCatalogue catalogue, string estate)
    {
        BackupCatalogue own = catalogue.OfEstate(estate);
        return own.DatabaseSets.Count > 0 || catalogue.DatabaseSets.Count == 0
            ? own
            : throw new OtherEstatesOnlyException(
                estate,
                [.. catalogue.DatabaseSets.Select(set => set.Estate).Distinct().Order(StringComparer.Ordinal)]
            );
    }

    private static RestorePlan Describe(
        BackupCatalogue catalogue,
        RestoreRequest request,
        RestoreRoute route,
        LineageSets live,
        OlderSet? older,
        DateTimeOffset now
    )
    {
        ChainSegment[] segments = [.. route.Segments];
        if (UnreplayableChange.Find(segments, route) is { } change)
        {
            DatabaseManifest? newer = live.Before(null)
                .Where(set => catalogue.DamageOf(set) is null)
                .Where(set => LogChain.Compare(set.Coordinates, change.Place) > 0 && route.Chain!.Holds(set))
                .MinBy(set => set.Coordinates, LogChain.InLogOrder);
            bool isLeftOutByChoice = request.Set is not null && newer is not null && LogChain.Compare(newer.Coordinates, route.End) <= 0;
            throw new UnreplayableChangeException(request.Target.ToString(), route.Set.SetId, change, newer, isLeftOutByChoice);
        }

        return new RestorePlan
        {
            Format = RestorePlan.CurrentFormat,
            RunId = request.RunId,
            Estate = request.Estate,
            PlannedAt = now,
            Asked = request.Target.ToString(),
            Target = route.Target,
            LeavesOutFrom = route.LeavesOutFrom,
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
            ExpectedLoss = request.Target is { At: null, Place: null } && now > route.Target ? now - route.Target : TimeSpan.Zero,
            Warnings =
            [
                .. PlanWarnings.OfDamage(catalogue, route, older),
                .. PlanWarnings.Of(request.Target, route, segments),
                .. ClockWarnings.Of(route, live, segments, now),
                .. catalogue.Damaged.Select(manifest => manifest.ToString()),
                .. catalogue.UnusableNotes.Select(note => note.ToString()),
            ],
            Manifests = [.. ManifestsOf(catalogue, route.Set, segments)],
            AskedSet = request.Set?.ToString(),
            ImportTextBytes = route.Set.Tables.Sum(table => table.TextBytes),
            ReplayBytes = route.ReplayBytes,
            OlderSet = older,
        };
    }

    private static IEnumerable<PlannedManifest> ManifestsOf(BackupCatalogue catalogue, DatabaseManifest set, ChainSegment[] segments) =>
        from key in segments
            .Select(segment => StoreKeys.Manifest(Job.Binlog, segment.SetId))
            .Prepend(StoreKeys.Manifest(Job.Database, set.SetId))
            .Distinct()
        where catalogue.ManifestSha256.ContainsKey(key)
        select new PlannedManifest(key, catalogue.ManifestSha256[key]);
}
