using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.MariaDb.Reconciliation;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Verify;

/// <summary>Where a target stands after a replay; written as <c>restores/&lt;run-id&gt;/replay-report.json</c>.</summary>
/// <param name="Target">The second that was planned; for a place in the log the second of what was restored.</param>
/// <param name="Planned">Where the plan ends.</param>
/// <param name="Reached">Where the target's cursor stands: equal to it.</param>
/// <param name="Transactions">The source's transactions that were replayed.</param>
/// <param name="HeartbeatAt">The newest heartbeat in the replayed log, which is also what the restored row says; null when none was in it.</param>
/// <param name="HeartbeatToTarget">From that heartbeat to the target; 0 when it is of the target's own second.</param>
/// <param name="Warnings">Those of the plan: commits whose stamps a session set.</param>
/// <param name="PassedOver">What of the log was not replayed because it is of the restore's own schema or of accounts of the target's own.</param>
/// <param name="Tables">Each table of the set: its rows as set and log say, and as counted.</param>
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
    IReadOnlyList<TableCounted> Tables
);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(ReplayVerdict))]
internal sealed partial class ReplayVerdictJson : JsonSerializerContext;
