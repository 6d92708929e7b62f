namespace Serverless.Ops.DataPlane.MariaDb.Accounts;

/// <summary>
/// What each job's account must be allowed, server-wide; infra/host/enroll-source.sql and prepare-target.sql grant exactly
/// this and say why. Names as SHOW GRANTS prints them: https://mariadb.com/kb/en/grant/#privilege-levels
/// </summary>
public static class RequiredGrants
{
    public static IReadOnlyList<string> Dump { get; } =
        ["SELECT", "LOCK TABLES", "SHOW VIEW", "EVENT", "TRIGGER", "RELOAD", "PROCESS", "BINLOG MONITOR"];

    public static IReadOnlyList<string> Shipper { get; } = ["REPLICATION SLAVE", "BINLOG MONITOR"];

    /// <summary>An account can restore only those grants that it holds: the target's holds all of them.</summary>
    public static IReadOnlyList<string> Target { get; } =
    [
        "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "RELOAD", "SHUTDOWN", "PROCESS", "FILE", "REFERENCES", "INDEX",
        "ALTER", "SHOW DATABASES", "SUPER", "CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "REPLICATION SLAVE",
        "BINLOG MONITOR", "CREATE VIEW", "SHOW VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "CREATE USER", "EVENT", "TRIGGER",
        "CREATE TABLESPACE", "DELETE HISTORY", "SET USER", "FEDERATED ADMIN", "CONNECTION ADMIN", "READ_ONLY ADMIN",
        "REPLICATION SLAVE ADMIN", "REPLICATION MASTER ADMIN", "BINLOG ADMIN", "BINLOG REPLAY", "SLAVE MONITOR", "GRANT OPTION",
        "PROXY", // for everybody, with the grant option; ALL PRIVILEGES does not include it
    ];
}
