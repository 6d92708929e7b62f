using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>A part of a transaction cannot be restored: a position has to be one where none is under way.</summary>
public sealed class PositionWithinTransactionException(PositionTarget target, long from, long to, Gtid? gtid)
    : PermanentException(
        gtid is { } id
            ? $"The target {target} is within transaction {id}, which stands from {from} to {to}."
            : $"The target {target} is within an event that belongs to no transaction, from {from} to {to}.",
        gtid is not null
            ? $"give {target.File}:{from} (without that transaction) or {target.File}:{to} (with it)."
            : $"give {target.File}:{from} or {target.File}:{to}: what is restored is the same.");
