using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>Questions to the source about itself and its log, and the heartbeat row that the shipper keeps there.</summary>
internal sealed class SourceLog(MariaDbConnection connection, MariaDbAccount account)
{
    private static readonly string[] Described =
    [
        "server_id", "gtid_domain_id", "binlog_format", "binlog_row_image", "sync_binlog", "binlog_checksum", "encrypt_binlog",
        "log_bin_compress", "max_allowed_packet", "character_set_server", "collation_server", "lower_case_table_names", "time_zone", "system_time_zone", "sql_mode",
        "default_storage_engine", "old_mode",
    ];

    /// <summary>Checks grants and settings before any work.</summary>
    /// <exception cref="MissingSourceGrantException"/>
    /// <exception cref="BinlogFormatNotRowException"/>
    /// <exception cref="SourceSettingException"/>
    public async Task<ServerDescription> CheckAsync(uint shipperServerId, CancellationToken cancellationToken)
    {
        connection.Activity = "checking the shipper's grants and the source's settings";
        await CheckGrantsAsync(cancellationToken);
        Dictionary<string, string> variables = (await connection.QueryStringsAsync(
                $"SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin','{string.Join("','", Described)}')", cancellationToken))
            .ToDictionary(row => row[0]!, row => row[1]!, StringComparer.Ordinal);
        Need(variables, "log_bin", "ON", "the source writes no binary log");
        if (variables["binlog_format"] != "ROW")
        {
            throw new BinlogFormatNotRowException(variables["binlog_format"]);
        }

        Need(variables, "sync_binlog", "1", "a crash may lose what was shipped as committed");
        Need(variables, "binlog_row_image", "FULL", "a row without all its columns cannot be found again in a table without a key");
        Need(variables, "binlog_checksum", "CRC32", "a damaged event could not be told from a good one");
        Need(variables, "encrypt_binlog", "OFF", "what the server sends would not be what stands in its files");
        if (variables["server_id"] == shipperServerId.ToString(CultureInfo.InvariantCulture))
        {
            throw new ShipperServerIdTakenException(shipperServerId);
        }

        string?[] status = (await connection.QueryStringsAsync("SHOW MASTER STATUS", cancellationToken))[0];
        if (status[2] is { Length: > 0 } || status[3] is { Length: > 0 })
        {
            throw new SourceSettingException(
                status[2] is { Length: > 0 } ? "binlog_do_db" : "binlog_ignore_db", $"'{status[2]}{status[3]}'", "empty", "changes are missing from the log");
        }

        variables.Remove("log_bin");
        return new ServerDescription(connection.ServerVersion, variables);
    }

    /// <summary>Who this server is: its lineage's id and its server id.</summary>
    /// <exception cref="SourceNotEnrolledException"/>
    public async Task<(string Id, long ServerId)> ReadLineageAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "reading the lineage";
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync("SELECT id, @@global.server_id FROM serverless_ops.lineage", cancellationToken);
        return rows.Count == 1 ? (rows[0][0]!, long.Parse(rows[0][1]!, CultureInfo.InvariantCulture)) : throw new SourceNotEnrolledException();
    }

    /// <summary>The binary log files that the server still has, oldest first.</summary>
    public async Task<IReadOnlyList<ServerLog>> ListAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "listing the source's logs";
        return
        [
            .. (await connection.QueryStringsAsync("SHOW BINARY LOGS", cancellationToken))
                .Select(row => new ServerLog(row[0]!, long.Parse(row[1]!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>Writes the heartbeat row and says which transaction that was.</summary>
    public async Task<Heartbeat> BeatAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "writing the heartbeat row";
        await connection.ExecuteAsync(
            "INSERT INTO serverless_ops.heartbeat (id, at) VALUES (1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE at = VALUES(at)", cancellationToken);
        string?[] row = (await connection.QueryStringsAsync(
            "SELECT @@last_gtid, (SELECT at FROM serverless_ops.heartbeat WHERE id = 1)", cancellationToken))[0];
        return row[0] is { Length: > 0 } gtid
            ? new Heartbeat(Gtid.Parse(gtid), Time(row[1]!))
            : throw new HeartbeatNotLoggedException("", "its own session");
    }

    /// <summary>The server's clock.</summary>
    public async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        Time((await connection.QueryStringsAsync("SELECT UTC_TIMESTAMP(6)", cancellationToken))[0][0]!);

    private async Task CheckGrantsAsync(CancellationToken cancellationToken)
    {
        string[] grants = [.. (await connection.QueryStringsAsync("SHOW GRANTS", cancellationToken)).Select(row => row[0]!)];
        var missing = new List<string>();
        if (!Global("REPLICATION SLAVE"))
        {
            missing.Add("REPLICATION SLAVE on *.*");
        }

        if (!Global("BINLOG MONITOR"))
        {
            missing.Add("BINLOG MONITOR on *.*");
        }

        await TryAsync("SELECT id FROM serverless_ops.lineage", "SELECT on serverless_ops.lineage");
        await TryAsync("SELECT at FROM serverless_ops.heartbeat", "SELECT on serverless_ops.heartbeat");
        await TryAsync("INSERT INTO serverless_ops.heartbeat SELECT * FROM serverless_ops.heartbeat WHERE FALSE", "INSERT on serverless_ops.heartbeat");
        await TryAsync("UPDATE serverless_ops.heartbeat SET at = at WHERE FALSE", "UPDATE on serverless_ops.heartbeat");
        if (missing.Count > 0)
        {
            throw new MissingSourceGrantException(account.User, missing);
        }

        bool Global(string privilege) => grants.Any(grant =>
            grant.Contains(" ON *.* ", StringComparison.Ordinal)
            && (grant.Contains(privilege, StringComparison.Ordinal) || grant.StartsWith("GRANT ALL PRIVILEGES ", StringComparison.Ordinal)));

        async Task TryAsync(string statement, string privilege)
        {
            try
            {
                await connection.ExecuteAsync(statement, cancellationToken);
            }
            catch (ServerErrorException refused) when (refused.Number is 1044 or 1049 or 1142 or 1143 or 1146)
            {
                missing.Add(privilege);
            }
        }
    }

    private static void Need(Dictionary<string, string> variables, string name, string needed, string why)
    {
        if (variables.GetValueOrDefault(name) != needed)
        {
            throw new SourceSettingException(name, variables.GetValueOrDefault(name, "(not there)"), needed, why);
        }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(
        text, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
