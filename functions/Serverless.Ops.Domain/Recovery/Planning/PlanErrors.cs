using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>No complete database set was taken before the target.</summary>
/// <param name="earliest">The earliest set, or null.</param>
/// <param name="from">The first second that the set serves. Given when the log has a commit of the set's own second before the set.</param>
/// <param name="damaged">A sentence about damaged manifests, or empty.</param>
public sealed class NoBackupSetBeforeTargetException(
    RestoreTarget target,
    DatabaseManifest? earliest,
    DateTimeOffset? from = null,
    string damaged = ""
)
    : PermanentException(
        (
            earliest is null
                ? $"There is no complete database set, so '{target}' cannot be restored."
                : $"No database set was taken before {target}: the earliest is {earliest.SetId} of {WholeSecond.Text(earliest.SnapshotAt)}."
        ) + damaged,
        earliest is null
            ? "run the database backup (BackUpDatabase), then restore to a second after it."
            : $"choose {WholeSecond.Text(from ?? WholeSecond.Ceiling(earliest.SnapshotAt))} or later."
    );

/// <summary>The set that was asked for, or every set that could serve, has a damaged object.</summary>
/// <param name="setId">The asked set, or the newest one that could serve.</param>
public sealed class DamagedSetException(RestoreRequest request, string setId, DamageNote note)
    : PermanentException(
        request.Set is { IsBefore: false }
            ? $"The database set {setId} is damaged, so '{request.Target}' cannot be restored from it. {note.Found}"
            : $"Every database set that could serve '{request.Target}' is damaged. The newest is {setId}: {note.Found}",
        (
            request.Set is { IsBefore: false }
                ? $"give before:{setId} as the set, or leave the set out and let the planning choose. "
                : "bring back the earlier version of the damaged object, or choose a target that another set serves; "
                    + "run BackUpDatabase now if the source still runs. "
        ) + note.IfWhole
    );

/// <summary>Every set that could serve has no manifest. A set without a manifest does not exist.</summary>
public sealed class OnlyIncompleteSetsException(RestoreTarget target, IReadOnlyList<string> setIds)
    : PermanentException(
        $"No complete database set serves '{target}'. A restore never uses sets without a manifest: {string.Join(", ", setIds)}.",
        "find in the runs of BackUpDatabase why these sets were not completed, then run BackUpDatabase again."
    );

/// <summary>The store has database sets, but none of the requested estate.</summary>
public sealed class OtherEstatesOnlyException(string estate, IReadOnlyList<string> others)
    : PermanentException(
        $"The store holds no database set of the estate '{estate}', only of {string.Join(" and ", others.Select(other => $"'{other}'"))}.",
        "check OPS_ESTATE and OPS_STORE on the machine that plans. A restore never uses sets of another estate."
    );

/// <summary>The place is in the log, but no database set was taken at the place or before it.</summary>
/// <param name="end">The place.</param>
/// <param name="earliest">The earliest set in that log, or null.</param>
public sealed class PlaceBeforeSetsException(PlaceTarget target, BinlogCoordinates end, DatabaseManifest? earliest)
    : PermanentException(
        earliest is null
            ? $"No database set was taken in the log of {target} ({end.File}:{end.Position}), so a restore has no set to begin with."
            : $"No database set was taken before {target} ({end.File}:{end.Position}): the earliest in that log is {earliest.SetId}, at "
                + $"{earliest.Coordinates.File}:{earliest.Coordinates.Position} ({earliest.Coordinates.Gtid}). "
                + "That set already has later changes in it.",
        earliest is null
            ? "run the database backup (BackUpDatabase), then restore to a place after it."
            : $"give {earliest.Coordinates.File}:{earliest.Coordinates.Position} or later, "
                + $"or {WholeSecond.Text(WholeSecond.Ceiling(earliest.SnapshotAt))} or later."
    );

/// <summary>The target has not happened yet.</summary>
public sealed class TargetInFutureException(DateTimeOffset target, DateTimeOffset now)
    : PermanentException(
        $"The target {WholeSecond.Text(target)} is in the future: the time is now {WholeSecond.Text(WholeSecond.Floor(now))}.",
        "give a second that has passed, in UTC, or 'latest'."
    );

/// <summary>
/// The source's clock showed the target, and was then moved back. It has not shown the target again. The target may lie in a time that
/// never was, or the clock may be behind now. Only a person can tell.
/// </summary>
/// <param name="stretch">The part of the log that has the target.</param>
/// <param name="stretches">All of the lineage.</param>
public sealed class TargetOnlyBeforeClockMovedBackException(DateTimeOffset target, LogStretch stretch, IReadOnlyList<LogStretch> stretches)
    : PermanentException(
        $"{Moved(stretch, stretches)}. The clock showed {WholeSecond.Text(target)} only before that. "
            + (
                stretches[^1].Marks.Count == 0
                    ? "The shipped log behind that place has no commit yet."
                    : $"The shipped log behind that place reaches to {WholeSecond.Text(stretches[^1].Last)}."
            ),
        $"to restore what the clock called {WholeSecond.Text(target)} then, give {Place(stretch.Find(target)!)}. "
            + "Otherwise give an earlier second, 'latest', or a place in the log."
    )
{
    private static string Moved(LogStretch stretch, IReadOnlyList<LogStretch> stretches)
    {
        LogStretch next = stretches.First(other => other.Number > stretch.Number && other.MovedBack is not null);
        return next.MovedBack!.Describe(next.Begin);
    }

    private static string Place(BinlogCoordinates place) => $"{place.File}:{place.Position}";
}

/// <summary>The target is later than the shipped log reaches.</summary>
/// <param name="damaged">A sentence about damaged manifests, or empty.</param>
public sealed class TargetNotShippedException(
    DateTimeOffset target,
    DateTimeOffset? shippedThrough,
    DateTimeOffset? nextShipDue,
    string? later,
    string damaged = ""
)
    : PermanentException(
        (
            shippedThrough is { } through
                ? $"The target {WholeSecond.Text(target)} is later than the shipped logs, "
                    + $"which reach to {WholeSecond.Text(WholeSecond.Floor(through))}."
                : $"No log has been shipped for the database set before {WholeSecond.Text(target)}, "
                    + "so only 'latest' (the set itself) can be restored."
        ) + damaged,
        later
            ?? (
                nextShipDue is { } due && shippedThrough is { } reached
                    ? "run ShipBinlogs if the source still runs, wait for the next shipment "
                        + $"(due at {WholeSecond.Text(WholeSecond.Ceiling(due))}), "
                        + $"or choose {WholeSecond.Text(WholeSecond.Floor(reached))} or earlier."
                    : "run ShipBinlogs if the source still runs, or restore 'latest'."
            )
    );

/// <summary>Log is missing between the database set and the target. The gap does not affect targets before it.</summary>
/// <param name="damaged">A sentence about damaged manifests, or empty.</param>
public sealed class GapBeforeTargetException(RestoreTarget target, string setId, LogGap gap, string damaged = "")
    : PermanentException(
        $"Log is missing between the database set {setId} and {target}: "
            + $"from {gap.After.File}:{gap.After.Position} to {gap.Before.File}:{gap.Before.Position}.{damaged}",
        gap.Until is { } until
            ? $"choose {WholeSecond.Text(gap.From.AddSeconds(-1))} or earlier, or {WholeSecond.Text(until)} or later."
            : $"choose {WholeSecond.Text(gap.From.AddSeconds(-1))} or earlier. "
                + "Run BackUpDatabase to make later seconds restorable again."
    );

/// <summary>Another server, or another life of this server, wrote the logs in the store.</summary>
public sealed class LineageMismatchException(string setId, Lineage ofSet, IReadOnlyCollection<Lineage> ofLogs)
    : PermanentException(
        $"The database set {setId} is of lineage {ofSet}, but the shipped logs are of {string.Join(" and ", ofLogs)}. "
            + "They do not fit together.",
        "restore the set alone with 'latest', or run BackUpDatabase. From the new set on, set and logs have one lineage."
    );
