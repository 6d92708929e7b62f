using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Log;

/// <summary>
/// The first commit in the lineage whose stamp is later than all before it (anomalies left out). At rest it is one text,
/// <c>2026-11-22T10:00:07Z 4711 0-1-42</c>: a busy day has 86,400 of them.
/// </summary>
/// <param name="At">Its stamp: a whole second.</param>
/// <param name="Position">Where its GTID event begins.</param>
/// <param name="GtidBefore">GTID position before it.</param>
[JsonConverter(typeof(StampedPlaceJson<SecondMark>))]
public sealed record SecondMark(DateTimeOffset At, long Position, string GtidBefore) : IStampedPlace<SecondMark>
{
    (DateTimeOffset At, long Position, string Gtid) IStampedPlace<SecondMark>.Parts => (At, Position, GtidBefore);

    static SecondMark IStampedPlace<SecondMark>.Of(DateTimeOffset at, long position, string gtid) => new(at, position, gtid);
}
