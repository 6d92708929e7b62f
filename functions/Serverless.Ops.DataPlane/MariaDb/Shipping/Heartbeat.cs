using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The heartbeat row as one run wrote it.</summary>
/// <param name="Gtid">Its transaction.</param>
/// <param name="At">What the row says: when its statement began.</param>
internal sealed record Heartbeat(Gtid Gtid, DateTimeOffset At);
