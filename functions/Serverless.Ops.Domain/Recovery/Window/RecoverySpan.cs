using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Window;

/// <summary>Seconds that can all be restored to, first and last included.</summary>
public sealed record RecoverySpan(Lineage Lineage, DateTimeOffset From, DateTimeOffset Through);
