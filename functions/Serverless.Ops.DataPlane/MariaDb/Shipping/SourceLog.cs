using System.Globalization;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>Questions to the source about itself and its log.</summary>
internal sealed class SourceLog(MariaDbConnection connection, MariaDbAccount account)
{
    // Besides what every job needs of a source: what makes the shipped bytes exact, and provably so.
    private static readonly SourceNeeds Needs = new(
        RequiredGrants.Shipper,
        RequiredGrants.ShipperOnTables,
        [
            new("binlog_row_image", "FULL", "a row without all its columns cannot be found again in a table without a key"),
            new("binlog_checksum", "CRC32", "a damaged event could not be told from a good one"),
            new("encrypt_binlog", "OFF", "what the server sends would not be what stands in its files"),
        ]
    );

    /// <summary>Checks grants and settings before any work.</summary>
    /// <exception cref="MissingGrantException"/>
    /// <exception cref="BinlogFormatNotRowException"/>
    /// <exception cref="SourceSettingException"/>
    /// <exception cref="ShipperServerIdTakenException"/>
    public async Task<ServerDescription> CheckAsync(uint shipperServerId, CancellationToken cancellationToken)
    {
        ServerVariables variables = await SourceCheck.RequireAsync(connection, account, Needs, cancellationToken);
        if (variables.Find("server_id") == shipperServerId.ToString(CultureInfo.InvariantCulture))
        {
            throw new ShipperServerIdTakenException(shipperServerId);
        }

        connection.Activity = "checking which databases the source logs";
        string?[] status = (await connection.QueryStringsAsync("SHOW MASTER STATUS", cancellationToken))[0];
        if (status[2] is { Length: > 0 } || status[3] is { Length: > 0 })
        {
            throw new SourceSettingException(
                status[2] is { Length: > 0 } ? "binlog_do_db" : "binlog_ignore_db",
                $"'{status[2]}{status[3]}'",
                "empty",
                "changes are missing from the log"
            );
        }

        return variables.DescribeForBinlogSet();
    }

    /// <summary>Who this server is.</summary>
    /// <exception cref="SourceNotEnrolledException"/>
    public Task<SourceLineage> ReadLineageAsync(CancellationToken cancellationToken) =>
        SourceLineage.ReadAsync(connection, cancellationToken);

    /// <summary>The binary log files that the server still has, oldest first.</summary>
    public async Task<IReadOnlyList<ServerLog>> ListAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "listing the source's logs";
        return
        [
            .. (await connection.QueryStringsAsync("SHOW BINARY LOGS", cancellationToken)).Select(row => new ServerLog(
                row[0]!,
                long.Parse(row[1]!, CultureInfo.InvariantCulture)
            )),
        ];
    }

    /// <summary>The server's clock.</summary>
    public async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        Time((await connection.QueryStringsAsync("SELECT UTC_TIMESTAMP(6)", cancellationToken))[0][0]!);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>One binary log file that the server still has.</summary>
internal sealed record ServerLog(string File, long Bytes);

/// <summary>The heartbeat row as one run wrote it.</summary>
/// <param name="Gtid">Its transaction.</param>
/// <param name="At">What the row says: when its statement began.</param>
internal sealed record HeartbeatRow(Gtid Gtid, DateTimeOffset At)
{
    private const string Write =
        "INSERT INTO serverless_ops.heartbeat (id, at) VALUES (1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE at = VALUES(at)";

    private const string Read = "SELECT @@last_gtid, (SELECT at FROM serverless_ops.heartbeat WHERE id = 1)";

    /// <summary>Writes the row and says which transaction that was. The server tells that only to the session that wrote it.</summary>
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

/// <summary>The shipper's server id is the source's own.</summary>
public sealed class ShipperServerIdTakenException(uint serverId)
    : PermanentException(
        $"The shipper's server id {serverId} is the source's own.",
        "set OPS_SHIPPER_SERVER_ID to one that neither the source nor any replica of it has."
    );
