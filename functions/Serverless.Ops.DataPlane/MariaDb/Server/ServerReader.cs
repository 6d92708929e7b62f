using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Reads the list of a server's databases.</summary>
internal static class ServerReader
{
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
