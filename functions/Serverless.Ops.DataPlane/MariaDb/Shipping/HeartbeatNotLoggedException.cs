using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The heartbeat row was written, but its transaction did not come out of the log.</summary>
public sealed class HeartbeatNotLoggedException(string gtid, string endedAt)
    : PermanentException(
        $"The heartbeat transaction '{gtid}' did not come with the log, which ended at {endedAt}.",
        "check that the source logs the schema serverless_ops (binlog_do_db, binlog_ignore_db) and that it is no replica with log_slave_updates off.");
