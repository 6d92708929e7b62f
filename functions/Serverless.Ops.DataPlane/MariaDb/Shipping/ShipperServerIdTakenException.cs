using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The shipper's server id is the source's own.</summary>
public sealed class ShipperServerIdTakenException(uint serverId)
    : PermanentException(
        $"The shipper's server id {serverId} is the source's own.",
        "set OPS_SHIPPER_SERVER_ID to one that neither the source nor any replica of it has.");
