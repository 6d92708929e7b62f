using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Finds what somebody put into the databases that are the server's own, which are not carried: docs/formats/database-set.md goes through them table by table.
/// Whatever a fresh server has is not told. https://mariadb.com/kb/en/the-mysql-database-tables/
/// </summary>
internal static class SystemDatabaseReader
{
    private const string Schemas = "('mysql', 'sys')";

    // Of all versions, of Galera and of Spider; and what mariadb-upgrade leaves.
    private const string Tables =
        "'column_stats','columns_priv','db','event','func','general_log','global_priv','global_priv_bak','gtid_slave_pos','help_category','help_keyword','help_relation','help_topic',"
        + "'host','index_stats','innodb_index_stats','innodb_table_stats','ndb_binlog_index','plugin','proc','procs_priv','proxies_priv','roles_mapping','servers','slow_log',"
        + "'sys_config','table_stats','tables_priv','time_zone','time_zone_leap_second','time_zone_name','time_zone_transition','time_zone_transition_type',"
        + "'transaction_registry','user','user_bak'";

    private const string Sys = "'mariadb.sys@localhost'";

    public static async Task<IReadOnlyList<NotCarriedItem>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading what is in the server's own databases";
        const string moved = "it is in a database that is the server's own, and those are not carried; move it to one of its own";
        var found = new List<NotCarriedItem>();
        await AddAsync(
            "table",
            $"SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_schema IN {Schemas} AND table_type <> 'VIEW' "
                + $"AND table_name NOT IN ({Tables}) AND table_name NOT LIKE 'wsrep\\_%' AND table_name NOT LIKE 'spider\\_%' ORDER BY 1",
            moved
        );
        await AddAsync(
            "routine",
            $"SELECT CONCAT(db, '.', name) FROM mysql.proc WHERE db IN {Schemas} AND definer <> {Sys} AND name NOT IN ('AddGeometryColumn', 'DropGeometryColumn') ORDER BY 1",
            moved
        );
        await AddAsync(
            "view",
            $"SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.views WHERE table_schema IN {Schemas} AND definer <> {Sys} AND table_name <> 'user' ORDER BY 1",
            moved
        );
        await AddAsync(
            "trigger",
            $"SELECT CONCAT(trigger_schema, '.', trigger_name) FROM information_schema.triggers WHERE trigger_schema IN {Schemas} AND definer <> {Sys} ORDER BY 1",
            moved
        );
        await AddAsync("event", $"SELECT CONCAT(db, '.', name) FROM mysql.event WHERE db IN {Schemas} ORDER BY 1", moved);
        await AddAsync(
            "plugin",
            "SELECT CONCAT(name, ' (', dl, ')') FROM mysql.plugin ORDER BY 1",
            "it is installed on a server and not in its data; where a restored server needs it, INSTALL SONAME it there before the restore"
        );
        await AddAsync(
            "statistics",
            "SELECT CONCAT('of ', COUNT(*), ' tables') FROM mysql.table_stats HAVING COUNT(*) > 0",
            "they are derived from rows; on a restored server run ANALYZE TABLE … PERSISTENT FOR ALL"
        );
        await AddAsync(
            "replication",
            "SELECT DISTINCT CONCAT('domain ', domain_id) FROM mysql.gtid_slave_pos ORDER BY 1",
            "how far this server had replicated from another is a matter between those two; a restored server replicates from nobody"
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
