namespace Serverless.Ops.Domain.Catalogue;

/// <summary>The first commit in the log, in this segment, whose stamp is later than all before it (anomalies left out).</summary>
/// <param name="At">Its stamp: a whole second.</param>
/// <param name="Position">Where its GTID event begins.</param>
/// <param name="GtidBefore">GTID position before it.</param>
public sealed record SecondMark(DateTimeOffset At, long Position, string GtidBefore);
