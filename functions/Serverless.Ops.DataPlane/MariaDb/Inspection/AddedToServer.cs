namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>
/// Conditions in SQL for objects that somebody put into the server's own databases. A fresh server does not have them, and a set does not
/// carry them. https://mariadb.com/kb/en/the-mysql-database-tables/
/// </summary>
internal static class AddedToServer
{
    public const string Schemas = "('mysql', 'sys')";

    public const string Sys = "'mariadb.sys@localhost'";

    /// <summary>On a row of information_schema.views.</summary>
    public const string IsView = $"(table_schema IN {Schemas} AND definer <> {Sys} AND table_name <> 'user')";

    /// <summary>On a row of mysql.proc.</summary>
    public const string IsRoutine = $"(db IN {Schemas} AND definer <> {Sys} AND name NOT IN ('AddGeometryColumn', 'DropGeometryColumn'))";

    /// <summary>On a row of information_schema.tables that is no view.</summary>
    public const string IsTable =
        $"(table_schema IN {Schemas} AND table_name NOT IN ({ServerTables}) "
        + "AND table_name NOT LIKE 'wsrep\\_%' AND table_name NOT LIKE 'spider\\_%')";

    // Tables of all versions, of Galera and of Spider, and those that mariadb-upgrade leaves behind.
    private const string ServerTables =
        "'column_stats','columns_priv','db','event','func','general_log','global_priv','global_priv_bak','gtid_slave_pos',"
        + "'help_category','help_keyword','help_relation','help_topic','host','index_stats','innodb_index_stats','innodb_table_stats',"
        + "'ndb_binlog_index','plugin','proc','procs_priv','proxies_priv','roles_mapping','servers','slow_log',"
        + "'sys_config','table_stats','tables_priv','time_zone','time_zone_leap_second','time_zone_name','time_zone_transition',"
        + "'time_zone_transition_type',"
        + "'transaction_registry','user','user_bak'";

    /// <summary>The tables that servers have in mysql and sys.</summary>
    public static IReadOnlyList<string> TablesOfServers { get; } = [.. ServerTables.Split(',').Select(name => name.Trim('\''))];

    /// <summary>Beginnings of the names of further tables that servers have.</summary>
    public static IReadOnlyList<string> PrefixesOfServers { get; } = ["wsrep_", "spider_"];
}
