using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Server;
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
        SourceLineageReader.ReadAsync(connection, cancellationToken);

    /// <summary>The binary log files that the server still has, oldest first.</summary>
    public async Task<IReadOnlyList<SourceLogFile>> ListAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "listing the source's logs";
        return
        [
            .. (await connection.QueryStringsAsync("SHOW BINARY LOGS", cancellationToken)).Select(row => new SourceLogFile(
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
internal sealed record SourceLogFile(string File, long Bytes);

/// <summary>The shipper and the source have the same server id.</summary>
public sealed class ShipperServerIdTakenException(uint serverId)
    : PermanentException(
        $"The shipper's server id {serverId} is the source's own.",
        "set OPS_SHIPPER_SERVER_ID to an id that neither the source nor any of its replicas has."
    );
