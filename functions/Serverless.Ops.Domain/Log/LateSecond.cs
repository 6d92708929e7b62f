using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Log;

/// <summary>
/// Commits that stand in the log behind one that is stamped at least two seconds later. Each of them ran for that long, or a session had
/// set its time ahead in the one before: which of the two the log does not say. At rest it is one text, <c>2026-11-22T10:00:07Z 4711 0-1-42</c>.
/// </summary>
/// <param name="At">Their stamp.</param>
/// <param name="Position">Where the last of them begins.</param>
/// <param name="Gtid">The id of the last of them.</param>
[JsonConverter(typeof(StampedPlaceJson<LateSecond>))]
public sealed record LateSecond(DateTimeOffset At, long Position, string Gtid) : IStampedPlace<LateSecond>
{
    (DateTimeOffset At, long Position, string Gtid) IStampedPlace<LateSecond>.Parts => (At, Position, Gtid);

    static LateSecond IStampedPlace<LateSecond>.Of(DateTimeOffset at, long position, string gtid) => new(at, position, gtid);
}
