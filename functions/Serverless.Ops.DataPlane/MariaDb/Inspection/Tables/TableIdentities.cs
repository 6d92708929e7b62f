using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// InnoDB's own numbers of the tables; a partitioned table has several. A table that was renamed, rebuilt or swapped with another of
/// the same form has a new number under its name. InnoDB encodes the names there as file names.
/// https://mariadb.com/kb/en/information-schema-innodb_sys_tables-table/
/// </summary>
internal static class TableIdentities
{
    /// <returns>The numbers by quoted table name. Tables of other engines are missing.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "reading InnoDB's numbers of the tables";
        string schema = Decode("SUBSTRING_INDEX(name, '/', 1)");
        string name = Decode("SUBSTRING_INDEX(SUBSTRING_INDEX(name, '/', -1), '#', 1)");
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            $"SELECT {schema}, {name}, table_id FROM information_schema.INNODB_SYS_TABLES WHERE name LIKE '%/%' ORDER BY table_id",
            cancellationToken
        );
        return rows.GroupBy(row => SqlQuote.Name(row[0]!, row[1]!), StringComparer.Ordinal)
            .ToDictionary(table => table.Key, table => string.Join(',', table.Select(row => row[2])), StringComparer.Ordinal);
    }

    private static string Decode(string name) => $"CONVERT(CONVERT(CAST({name} AS BINARY) USING filename) USING utf8mb4)";
}
