using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>A session set <c>gtid_seq_no</c>, and two transactions have the same GTID: it names no place.</summary>
public sealed class GtidRepeatedException(GtidTarget target, BinlogCoordinates one, BinlogCoordinates other)
    : PermanentException(
        $"The target {target} names two places, {one.File}:{one.Position} and {other.File}:{other.Position}: two transactions have that GTID.",
        "give the position of the one that is meant.");
