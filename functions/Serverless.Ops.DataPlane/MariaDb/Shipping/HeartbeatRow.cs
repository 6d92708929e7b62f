using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The heartbeat row as one run wrote it.</summary>
/// <param name="Gtid">GTID of the transaction that wrote the row.</param>
/// <param name="At">Time in the row: the start of the statement.</param>
internal sealed record HeartbeatRow(Gtid Gtid, DateTimeOffset At)
{
    private const string Write =
        "INSERT INTO serverless_ops.heartbeat (id, at) VALUES (1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE at = VALUES(at)";

    private const string Read = "SELECT @@last_gtid, (SELECT at FROM serverless_ops.heartbeat WHERE id = 1)";

    /// <summary>Writes the row and returns its GTID. The server tells the GTID only to the session that wrote the row.</summary>
    /// <exception cref="HeartbeatNotLoggedException"/>
    public static Task<HeartbeatRow> BeatAsync(MariaDbEndpoint source, MariaDbAccount account, CancellationToken cancellationToken) =>
        SqlSession.RunAsync(
            source,
            account,
            "writing the heartbeat row",
            timeoutSeconds: 0,
            session => BeatAsync(session, cancellationToken),
            cancellationToken
        );

    private static async Task<HeartbeatRow> BeatAsync(MySqlConnection session, CancellationToken cancellationToken)
    {
        await using var write = new MySqlCommand(Write, session);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await using var read = new MySqlCommand(Read, session);
        await using MySqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetString(0) is { Length: > 0 } gtid
            ? new HeartbeatRow(Gtid.Parse(gtid), new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero))
            : throw new HeartbeatNotLoggedException("", "its own session");
    }
}

/// <summary>The heartbeat row was written, but the log does not contain its transaction.</summary>
public sealed class HeartbeatNotLoggedException(string gtid, string endedAt)
    : PermanentException(
        $"The heartbeat transaction '{gtid}' is not in the log, which ended at {endedAt}.",
        "check that the source logs the schema serverless_ops (binlog_do_db, binlog_ignore_db), "
            + "and that the source is not a replica with log_slave_updates=OFF."
    );
