namespace Serverless.Ops.Domain.Log;

/// <summary>A commit whose stamp cannot be its time: a session set <c>timestamp</c>. Never a boundary of a restore.</summary>
/// <param name="Stamp">What the log says.</param>
/// <param name="Proof">Why it cannot be true, in words.</param>
public sealed record TimestampAnomaly(string Gtid, long Position, DateTimeOffset Stamp, string Proof);
