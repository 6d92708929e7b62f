using System.Globalization;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>Asks the source about its settings, its lineage and its log.</summary>
internal sealed class SourceLog(MariaDbConnection connection, MariaDbAccount account)
{
    // In addition to what every job needs: settings without which the shipped bytes would not be exact and checkable.
    private static readonly SourceNeeds Needs = new(
        RequiredGrants.Shipper,
        RequiredGrants.ShipperOnTables,
        [
            new("binlog_row_image", "FULL", "a table without a key needs all columns to find a row"),
            new("binlog_checksum", "CRC32", "without checksums a damaged event goes unnoticed"),
            new("encrypt_binlog", "OFF", "the bytes that the server sends would differ from its files"),
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

    /// <summary>Reads the source's lineage id and server id.</summary>
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

    /// <summary>Reads the server's clock, in UTC.</summary>
    public async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        Time((await connection.QueryStringsAsync("SELECT UTC_TIMESTAMP(6)", cancellationToken))[0][0]!);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>One binary log file that the server still has.</summary>
internal sealed record ServerLog(string File, long Bytes);

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

/// <summary>The shipper and the source have the same server id.</summary>
public sealed class ShipperServerIdTakenException(uint serverId)
    : PermanentException(
        $"The shipper's server id {serverId} is the source's own.",
        "set OPS_SHIPPER_SERVER_ID to an id that neither the source nor any of its replicas has."
    );
