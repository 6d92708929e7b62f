using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;

/// <summary>How far a replay is, as the target itself keeps it.</summary>
/// <param name="PlanKey">The plan that is replayed.</param>
/// <param name="Place">Before the next transaction; while <paramref name="IsApplying"/>, before the one that is under way.</param>
/// <param name="IsApplying">True within a change that no transaction covers.</param>
/// <param name="HeartbeatAt">What the newest heartbeat among the replayed transactions said, or null.</param>
/// <param name="Transactions">How many of the source's transactions were applied.</param>
/// <param name="RowFormatBefore">The target's innodb_default_row_format before the replay began.</param>
/// <param name="PassedOver">What of the log is not replayed because it is of the restore's own schema or of accounts of the target's own.</param>
internal sealed record ReplayCursor(
    string PlanKey,
    BinlogCoordinates Place,
    bool IsApplying,
    DateTimeOffset? HeartbeatAt,
    long Transactions,
    string RowFormatBefore,
    IReadOnlyList<string> PassedOver
);
