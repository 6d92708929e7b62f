using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.Domain.Drill;

/// <summary>What the verification of a replay found, as far as a drill is judged by it.</summary>
/// <param name="Reached">Where the target's cursor stands.</param>
/// <param name="HeartbeatAt">The newest heartbeat that was replayed, or null when none lies between the set and the target.</param>
public sealed record ReplayFinding(BinlogCoordinates Reached, long Transactions, DateTimeOffset? HeartbeatAt);
