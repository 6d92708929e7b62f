using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>The result of one run of a replay.</summary>
/// <param name="Transactions">Source transactions that this plan has put on the target so far, earlier runs included.</param>
/// <param name="Bytes">Bytes of log that this run read.</param>
/// <param name="Batches">Transactions that this run committed on the target. Each one holds many source transactions.</param>
/// <param name="Bracketed">Changes that this run applied one by one because no transaction covers them, such as DDL.</param>
/// <param name="ResumedFrom">The place that an earlier run had reached, or null.</param>
/// <param name="PassedOver">
/// Changes of the plan's log that the replay left out: changes to the restore's own schema, or to the target's own accounts.
/// Each text has the GTID, then the statement or the table.
/// </param>
/// <param name="Warnings">
/// In words, what a person must know or do before the target serves production: events that were disabled, because the source may have run
/// them for the last time before the restored second, and definers that do not exist.
/// </param>
/// <param name="Findings">Changes of the plan's log whose rows the log does not have, as sentences. Their rows may differ.</param>
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
    IReadOnlyList<string> PassedOver,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Findings
)
{
    /// <summary>10^6 bytes a second over the whole run.</summary>
    public double MegabytesPerSecond => Seconds > 0 ? Bytes / Seconds / 1e6 : 0;
}

/// <summary>The result of a check of the plan's log, before the import.</summary>
/// <param name="Bytes">Bytes of log that were read.</param>
/// <param name="PassedOver">Changes that the replay will leave out, as in <see cref="ReplayReport"/>.</param>
/// <param name="Findings">Changes whose rows the log does not have, as in <see cref="ReplayReport"/>.</param>
public sealed record LogCheckReport(long Bytes, double Seconds, IReadOnlyList<string> PassedOver, IReadOnlyList<string> Findings);
