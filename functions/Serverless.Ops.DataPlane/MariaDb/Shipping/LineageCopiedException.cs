using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The source carries a lineage id that belongs to another server: it is a copy.</summary>
public sealed class LineageCopiedException(string lineageId, long serverId, long lineageServerId)
    : PermanentException(
        $"The source carries lineage {lineageId} of server {lineageServerId}, but is server {serverId}: it is a copy of that server.",
        "give it a lineage of its own (delete the row in serverless_ops.lineage and run infra/host/enroll-source.sql), then take a full backup.");
