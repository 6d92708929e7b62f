using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.MariaDb.Reconciliation;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Verify;

/// <summary>
/// The verified state of a target after a replay. Stored as <c>restores/&lt;estate&gt;/&lt;run-id&gt;/replay-report.json</c>.
/// </summary>
/// <param name="Target">The planned second. For a place in the log: the second of the restored state.</param>
/// <param name="Planned">The plan's end.</param>
/// <param name="Reached">Place of the target's cursor. It equals Planned.</param>
/// <param name="Transactions">Number of source transactions that were replayed.</param>
/// <param name="HeartbeatAt">
/// Time in the newest heartbeat row of the replayed log. The restored row holds the same time. Null when the log had no heartbeat.
/// </param>
/// <param name="HeartbeatToTarget">Time from that heartbeat to the target. Zero when the heartbeat is in the target's second.</param>
/// <param name="Warnings">
/// The plan's warnings, for example about commits whose time stamp a session set, and a sentence about each event that the replay disabled.
/// One more when most of the rows were not counted.
/// </param>
/// <param name="PassedOver">
/// Changes of the log that the replay left out: changes to the restore's own schema, or to the target's own accounts.
/// </param>
/// <param name="Tables">
/// Row counts of each table in the set, then of each table that the log made: expected from set and log, and counted on the target.
/// </param>
/// <param name="Coverage">How much of the set was counted. Null in reports older than this field.</param>
/// <param name="Findings">Changes of the log whose rows the log does not have, as sentences; null in older reports.</param>
public sealed record ReplayVerdict(
    string RunId,
    string PlanKey,
    DateTimeOffset VerifiedAt,
    DateTimeOffset Target,
    BinlogCoordinates Planned,
    BinlogCoordinates Reached,
    long Transactions,
    DateTimeOffset? HeartbeatAt,
    TimeSpan? HeartbeatToTarget,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> PassedOver,
    IReadOnlyList<TableCounted> Tables,
    RowCoverage? Coverage = null,
    IReadOnlyList<string>? Findings = null
);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(ReplayVerdict))]
internal sealed partial class ReplayVerdictJson : JsonSerializerContext;
