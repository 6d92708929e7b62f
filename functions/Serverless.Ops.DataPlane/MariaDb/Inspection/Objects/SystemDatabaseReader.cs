using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Finds objects that somebody put into the server's own databases. A set does not carry these databases; docs/formats/database-set.md
/// lists them table by table. Objects that a fresh server has are not reported. https://mariadb.com/kb/en/the-mysql-database-tables/
/// </summary>
internal static class SystemDatabaseReader
{
    public static async Task<IReadOnlyList<NotCarriedItem>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading what the server's own databases hold";
        const string moved =
            "it is in one of the server's own databases, which a set does not carry, nor grants on it; move it to another database";
        var found = new List<NotCarriedItem>();
        await AddAsync(
            "table",
            "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables "
                + $"WHERE table_type <> 'VIEW' AND {AddedToServer.IsTable} ORDER BY 1",
            moved
        );
        await AddAsync("routine", $"SELECT CONCAT(db, '.', name) FROM mysql.proc WHERE {AddedToServer.IsRoutine} ORDER BY 1", moved);
        await AddAsync(
            "view",
            $"SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.views WHERE {AddedToServer.IsView} ORDER BY 1",
            moved
        );
        await AddAsync(
            "trigger",
            "SELECT CONCAT(trigger_schema, '.', trigger_name) FROM information_schema.triggers "
                + $"WHERE trigger_schema IN {AddedToServer.Schemas} AND definer <> {AddedToServer.Sys} ORDER BY 1",
            moved
        );
        await AddAsync("event", $"SELECT CONCAT(db, '.', name) FROM mysql.event WHERE db IN {AddedToServer.Schemas} ORDER BY 1", moved);
        await AddAsync(
            "plugin",
            "SELECT CONCAT(name, ' (', dl, ')') FROM mysql.plugin ORDER BY 1",
            "a plugin is installed on a server and is not in its data; "
                + "if the restored server needs it, run INSTALL SONAME there before the restore"
        );
        await AddAsync(
            "statistics",
            "SELECT CONCAT('of ', COUNT(*), ' tables') FROM mysql.table_stats HAVING COUNT(*) > 0",
            "the server derives them from rows; run ANALYZE TABLE … PERSISTENT FOR ALL on the restored server"
        );
        await AddAsync(
            "replication",
            "SELECT DISTINCT CONCAT('domain ', domain_id) FROM mysql.gtid_slave_pos ORDER BY 1",
            "this is how far the server had replicated from another server; a restored server replicates from none"
        );
        return found;

        async Task AddAsync(string kind, string names, string reason) =>
            found.AddRange(
                (await connection.QueryStringsAsync(names, cancellationToken)).Select(row => new NotCarriedItem(
                    kind,
                    row[0]!,
                    reason,
                    Expected: false
                ))
            );
    }
}
