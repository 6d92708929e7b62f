using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>What the verification of a replay found, as far as a drill is judged by it.</summary>
/// <param name="Reached">Where the target's cursor stands.</param>
/// <param name="HeartbeatAt">The newest heartbeat that was replayed, or null when none lies between the set and the target.</param>
/// <param name="TablesCounted">Tables with as many rows as the set and the log say.</param>
/// <param name="TablesNotCounted">Tables for which the log does not tell how many.</param>
public sealed record ReplayFinding(
    BinlogCoordinates Reached, long Transactions, DateTimeOffset? HeartbeatAt, int TablesCounted, int TablesNotCounted);
