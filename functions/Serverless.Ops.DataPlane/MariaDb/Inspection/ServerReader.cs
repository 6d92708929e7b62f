using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>Reads what a restore has to know of a server as a whole.</summary>
internal static class ServerReader
{
    /// <summary>What every session of ours that reads catalogues or statements begins with.</summary>
    public const string CatalogueSession =
        "SET SESSION sql_mode='', time_zone='+00:00', sql_quote_show_create=1, old_mode=DEFAULT, "
        + "max_statement_time=0, wait_timeout=86400, NAMES utf8mb4";

    private static readonly string[] Kept =
    [
        "binlog_format", "character_set_server", "collation_server", "default_storage_engine", "event_scheduler", "explicit_defaults_for_timestamp",
        "gtid_domain_id", "innodb_default_row_format", "innodb_page_size", "log_bin", "lower_case_table_names",
        "max_allowed_packet", "old_mode", "server_id", "skip_name_resolve", "sql_mode", "sync_binlog", "system_time_zone", "time_zone",
    ];

    public static async Task<ServerDescription> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading the server's variables";
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync("SHOW GLOBAL VARIABLES", cancellationToken);
        return new ServerDescription(
            connection.ServerVersion,
            rows.Where(row => Kept.Contains(row[0], StringComparer.Ordinal))
                .OrderBy(row => row[0], StringComparer.Ordinal)
                .ToDictionary(row => row[0]!, row => row[1] ?? "", StringComparer.Ordinal));
    }

    public static async Task<IReadOnlyList<SchemaEntry>> ReadSchemasAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading what databases there are";
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            "SELECT schema_name, default_character_set_name, default_collation_name, schema_comment FROM information_schema.schemata "
            + $"WHERE schema_name NOT IN {Sql.SystemSchemas} ORDER BY schema_name",
            cancellationToken);
        return [.. rows.Select(row => new SchemaEntry(row[0]!, row[1]!, row[2]!, row[3] ?? ""))];
    }
}
