using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// The source gave the shipper's place to another client with the same server id. Transient, since the other may have been an operator's
/// tool that is gone by now; two that stay throw each other out for ever.
/// </summary>
public sealed class ShipperThrownOutException(string place, uint serverId, Exception cause)
    : TransientException(
        $"The source ended the log's stream at {place}: another client of the replication protocol connected with the shipper's server id {serverId}.",
        $"ship again; if it repeats, a replica or another shipper has the id {serverId}: set OPS_SHIPPER_SERVER_ID to one that nobody else has.",
        cause);
