using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The heartbeat row as one run wrote it.</summary>
/// <param name="Gtid">Its transaction.</param>
/// <param name="At">What the row says: when its statement began.</param>
/// <param name="CommittedBy">The server's clock, read after it was committed: whatever stands before it in the log was committed by then.</param>
internal sealed record Heartbeat(Gtid Gtid, DateTimeOffset At, DateTimeOffset CommittedBy);
