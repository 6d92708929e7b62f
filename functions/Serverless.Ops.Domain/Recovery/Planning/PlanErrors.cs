using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>No complete database set was taken before the target.</summary>
/// <param name="earliest">The earliest set, or null.</param>
/// <param name="from">The first second that it serves, when a commit of its own second stands before it in the log.</param>
public sealed class NoBackupSetBeforeTargetException(RestoreTarget target, DatabaseManifest? earliest, DateTimeOffset? from = null)
    : PermanentException(
        earliest is null
            ? $"There is no complete database set, so '{target}' cannot be restored."
            : $"No database set was taken before {target}: the earliest is {earliest.SetId} of {WholeSecond.Text(earliest.SnapshotAt)}.",
        earliest is null
            ? "run the database backup; then restore to a second after it."
            : $"choose {WholeSecond.Text(from ?? WholeSecond.Ceiling(earliest.SnapshotAt))} or later."
    );

/// <summary>All that could have served are sets without a manifest, and such a set does not exist.</summary>
public sealed class OnlyIncompleteSetsException(RestoreTarget target, IReadOnlyList<string> setIds)
    : PermanentException(
        $"No complete database set serves '{target}'; without a manifest, and so never used: {string.Join(", ", setIds)}.",
        "see in the runs of the database backup why they were not completed, and run it again."
    );

/// <summary>The store has database sets, and none of them is of the estate that is asked for.</summary>
public sealed class OtherEstatesOnlyException(string estate, IReadOnlyList<string> others)
    : PermanentException(
        $"The store holds no database set of the estate '{estate}', only of {string.Join(" and ", others.Select(other => $"'{other}'"))}.",
        "check OPS_ESTATE and OPS_STORE on the machine that plans; nothing of another estate is ever restored in its place."
    );

/// <summary>The place is in the log, but no database set was taken at or before it.</summary>
/// <param name="end">The place.</param>
/// <param name="earliest">The earliest set in that log, or null.</param>
public sealed class PlaceBeforeSetsException(PlaceTarget target, BinlogCoordinates end, DatabaseManifest? earliest)
    : PermanentException(
        earliest is null
            ? $"No database set was taken in the log that {target} ({end.File}:{end.Position}) is in, so there is nothing to begin with."
            : $"No database set was taken before {target} ({end.File}:{end.Position}): the earliest in that log is {earliest.SetId}, at "
                + $"{earliest.Coordinates.File}:{earliest.Coordinates.Position} ({earliest.Coordinates.Gtid}), and holds what came before.",
        earliest is null
            ? "run the database backup; then restore to a place behind it."
            : $"give {earliest.Coordinates.File}:{earliest.Coordinates.Position} or later, or {WholeSecond.Text(WholeSecond.Ceiling(earliest.SnapshotAt))} or later."
    );

/// <summary>The target has not happened yet.</summary>
public sealed class TargetInFutureException(DateTimeOffset target, DateTimeOffset now)
    : PermanentException(
        $"The target {WholeSecond.Text(target)} is in the future: it is {WholeSecond.Text(WholeSecond.Floor(now))}.",
        "give a second that has passed, in UTC, or 'latest'."
    );

/// <summary>The target is later than the shipped log reaches.</summary>
public sealed class TargetNotShippedException(
    DateTimeOffset target,
    DateTimeOffset? shippedThrough,
    DateTimeOffset? nextShipDue,
    string? later
)
    : PermanentException(
        shippedThrough is { } through
            ? $"The target {WholeSecond.Text(target)} is later than the shipped logs, which reach to {WholeSecond.Text(WholeSecond.Floor(through))}."
            : $"No log has been shipped for the database set before {WholeSecond.Text(target)}, so only 'latest' (the set itself) can be restored.",
        later
            ?? (
                nextShipDue is { } due && shippedThrough is { } reached
                    ? $"run ShipBinlogs if the source still lives, or wait for the next ship, due at {WholeSecond.Text(WholeSecond.Ceiling(due))}; "
                        + $"or choose {WholeSecond.Text(WholeSecond.Floor(reached))} or earlier."
                    : "run ShipBinlogs if the source still lives."
            )
    );

/// <summary>Between the database set and the target log is missing. Targets before the gap are not touched by it.</summary>
public sealed class GapBeforeTargetException(RestoreTarget target, string setId, LogGap gap)
    : PermanentException(
        $"Between the database set {setId} and {target} log is missing: from {gap.After.File}:{gap.After.Position} to {gap.Before.File}:{gap.Before.Position}.",
        gap.Until is { } until
            ? $"choose {WholeSecond.Text(gap.From.AddSeconds(-1))} or earlier, or {WholeSecond.Text(until)} or later."
            : $"choose {WholeSecond.Text(gap.From.AddSeconds(-1))} or earlier; a new database set makes later seconds restorable again."
    );

/// <summary>The logs in the store were written by another server, or by another life of this one.</summary>
public sealed class LineageMismatchException(string setId, Lineage ofSet, IReadOnlyCollection<Lineage> ofLogs)
    : PermanentException(
        $"The database set {setId} is of lineage {ofSet}, and the shipped logs are of {string.Join(" and ", ofLogs)}: they do not fit together.",
        "restore the set alone with 'latest', or take a new database set: from then on set and logs are of one lineage."
    );
