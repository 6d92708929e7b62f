using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Reads the list of a server's databases.</summary>
internal static class ServerReader
{
    /// <summary>The first statement of every session of ours that reads catalogues or statements.</summary>
    public const string CatalogueSession =
        "SET SESSION sql_mode='', time_zone='+00:00', sql_quote_show_create=1, old_mode=DEFAULT, "
        + "max_statement_time=0, wait_timeout=86400, NAMES utf8mb4";

    public static async Task<IReadOnlyList<SchemaEntry>> ReadSchemasAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "listing the databases";
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            "SELECT schema_name, default_character_set_name, default_collation_name, schema_comment FROM information_schema.schemata "
                + $"WHERE schema_name NOT IN {Schemas.OfServer} ORDER BY schema_name",
            cancellationToken
        );
        return [.. rows.Select(row => new SchemaEntry(row[0]!, row[1]!, row[2]!, row[3] ?? ""))];
    }
}
