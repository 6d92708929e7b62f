using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Domain.Restore;

/// <summary>A session set <c>gtid_seq_no</c>, and two transactions have the same GTID: it names no place.</summary>
public sealed class GtidRepeatedException(GtidTarget target, BinlogCoordinates one, BinlogCoordinates other)
    : PermanentException(
        $"The target {target} names two places, {one.File}:{one.Position} and {other.File}:{other.Position}: two transactions have that GTID.",
        "give the position of the one that is meant.");
