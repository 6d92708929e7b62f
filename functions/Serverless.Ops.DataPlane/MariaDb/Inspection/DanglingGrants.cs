using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>
/// Grants on tables, columns and routines that are not there (any more): DROP leaves them, and they count again once the object is
/// back. No GRANT statement makes them, so that they are carried as rows of the grant tables.
/// https://mariadb.com/kb/en/mysqltables_priv-table/, …columns_priv-table/, …procs_priv-table/
/// </summary>
internal sealed class DanglingGrants
{
    private readonly List<(string User, string Host, string Target, string Insert)> rows = [];

    /// <summary>True when a line of SHOW GRANTS is about something that is not there.</summary>
    public bool Cover(string user, string host, string grant) =>
        rows.Any(row => row.User == user && row.Host == host && grant.Contains($" ON {row.Target} TO ", StringComparison.Ordinal));

    /// <summary>What makes an account's dangling grants anew; empty for almost every account.</summary>
    public IReadOnlyList<string> StatementsOf(string user, string host)
    {
        string[] inserts = [.. rows.Where(row => row.User == user && row.Host == host).Select(row => row.Insert).Order(StringComparer.Ordinal)];
        return inserts.Length == 0 ? [] : [.. inserts, "FLUSH PRIVILEGES"];
    }

    public static async Task<DanglingGrants> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        var found = new DanglingGrants();
        HashSet<string> tables = [.. (await connection.QueryStringsAsync("SELECT table_schema, table_name FROM information_schema.tables", cancellationToken))
            .Select(row => Sql.Name(row[0]!, row[1]!))];
        HashSet<string> routines = [.. (await connection.QueryStringsAsync("SELECT db, name, type FROM mysql.proc", cancellationToken))
            .Select(row => $"{row[2]} {Sql.Name(row[0]!, row[1]!)}")];
        await found.AddAsync(
            connection, "tables_priv", "Host, Db, User, Table_name, Grantor, Table_priv, Column_priv", row => Sql.Name(row[1]!, row[3]!), tables, cancellationToken);
        await found.AddAsync(
            connection, "columns_priv", "Host, Db, User, Table_name, Column_name, Column_priv", row => Sql.Name(row[1]!, row[3]!), tables, cancellationToken);
        await found.AddAsync(
            connection, "procs_priv", "Host, Db, User, Routine_name, Routine_type, Grantor, Proc_priv",
            row => $"{row[4]} {Sql.Name(row[1]!, row[3]!)}", routines, cancellationToken);
        return found;
    }

    private async Task AddAsync(
        MariaDbConnection connection, string table, string columns, Func<string?[], string> target, HashSet<string> there, CancellationToken cancellationToken)
    {
        foreach (string?[] row in await connection.QueryStringsAsync($"SELECT {columns} FROM mysql.{table}", cancellationToken))
        {
            if (!there.Contains(target(row)))
            {
                string values = string.Join(", ", row.Select(value => Sql.Text(value ?? "")));
                rows.Add((row[2]!, row[0]!, target(row), $"INSERT INTO mysql.{table} ({columns}) VALUES ({values})"));
            }
        }
    }
}
