using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>What one run of a replay did.</summary>
/// <param name="Transactions">The source's transactions that are on the target now because of this plan, earlier tries included.</param>
/// <param name="Bytes">Log read by this run.</param>
/// <param name="Batches">Transactions that this run made of them on the target.</param>
/// <param name="Bracketed">Statements and changes without transactions that this run applied one by one.</param>
/// <param name="ResumedFrom">Where an earlier try had come to, or null.</param>
/// <param name="PassedOver">What of the plan's log was not replayed because it is of the restore's own schema or of accounts of the target's own: GTID and statement, or table.</param>
public sealed record ReplayReport(
    BinlogCoordinates From,
    BinlogCoordinates To,
    BinlogCoordinates? ResumedFrom,
    long Transactions,
    long Bytes,
    long Batches,
    long Bracketed,
    double Seconds,
    DateTimeOffset? HeartbeatAt,
    IReadOnlyList<string> PassedOver
)
{
    /// <summary>10^6 bytes a second over the whole run.</summary>
    public double MegabytesPerSecond => Seconds > 0 ? Bytes / Seconds / 1e6 : 0;
}
