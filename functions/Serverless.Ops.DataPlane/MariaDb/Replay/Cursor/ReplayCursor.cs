using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;

/// <summary>The progress of a replay, stored on the target.</summary>
/// <param name="PlanKey">Key of the plan.</param>
/// <param name="Place">Start of the next transaction. While <paramref name="IsApplying"/> is true: start of the one under way.</param>
/// <param name="IsApplying">True during a change that no transaction covers.</param>
/// <param name="HeartbeatAt">Time in the newest heartbeat row that was replayed, or null.</param>
/// <param name="Transactions">Number of source transactions that were applied.</param>
/// <param name="RowFormatBefore">The target's innodb_default_row_format before the replay began.</param>
/// <param name="PassedOver">
/// Changes of the log that the replay leaves out: changes to the restore's own schema, or to the target's own accounts.
/// </param>
internal sealed record ReplayCursor(
    string PlanKey,
    BinlogCoordinates Place,
    bool IsApplying,
    DateTimeOffset? HeartbeatAt,
    long Transactions,
    string RowFormatBefore,
    IReadOnlyList<string> PassedOver
);
