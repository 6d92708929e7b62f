using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The server ended the log's stream before its end.</summary>
public sealed class DumpEndedException(string place, uint serverId, string reason, Exception? cause = null)
    : TransientException(
        $"The source ended the log's stream at {place}: {reason}.",
        $"ship again; if it repeats, another client of the replication protocol uses the server id {serverId}, and the two throw each other out: set OPS_SHIPPER_SERVER_ID to one that nobody else has.",
        cause);
