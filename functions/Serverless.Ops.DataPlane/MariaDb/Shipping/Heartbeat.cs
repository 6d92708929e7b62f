using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The heartbeat row as one run wrote it.</summary>
/// <param name="Gtid">Its transaction.</param>
/// <param name="At">What the row says: when its statement began.</param>
internal sealed record Heartbeat(Gtid Gtid, DateTimeOffset At)
{
    private const string Write =
        "INSERT INTO serverless_ops.heartbeat (id, at) VALUES (1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE at = VALUES(at)";

    private const string Read = "SELECT @@last_gtid, (SELECT at FROM serverless_ops.heartbeat WHERE id = 1)";

    /// <summary>Writes the row and says which transaction that was. The server tells that only to the session that wrote it.</summary>
    /// <exception cref="HeartbeatNotLoggedException"/>
    public static Task<Heartbeat> BeatAsync(MariaDbEndpoint source, MariaDbAccount account, CancellationToken cancellationToken) =>
        SqlSession.RunAsync(source, account, "writing the heartbeat row", timeoutSeconds: 0, session => BeatAsync(session, cancellationToken), cancellationToken);

    private static async Task<Heartbeat> BeatAsync(MySqlConnection session, CancellationToken cancellationToken)
    {
        await using var write = new MySqlCommand(Write, session);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await using var read = new MySqlCommand(Read, session);
        await using MySqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetString(0) is { Length: > 0 } gtid
            ? new Heartbeat(Gtid.Parse(gtid), new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero))
            : throw new HeartbeatNotLoggedException("", "its own session");
    }
}
