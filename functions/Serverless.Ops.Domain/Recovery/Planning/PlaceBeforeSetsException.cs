using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

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
            : $"give {earliest.Coordinates.File}:{earliest.Coordinates.Position} or later, or {WholeSecond.Text(WholeSecond.Ceiling(earliest.SnapshotAt))} or later.");
