using Serverless.Ops.Domain.Common;
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
            : $"choose {WholeSecond.Text(from ?? WholeSecond.Ceiling(earliest.SnapshotAt))} or later.");
