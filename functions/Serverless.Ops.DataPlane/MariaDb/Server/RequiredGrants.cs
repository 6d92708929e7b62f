namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// What each job's account must be allowed; infra/host/enroll-source.sql and prepare-target.sql grant exactly
/// this and say why. Names as SHOW GRANTS prints them: https://mariadb.com/kb/en/grant/#privilege-levels
/// </summary>
public static class RequiredGrants
{
    public static IReadOnlyList<string> Dump { get; } =
        ["SELECT", "LOCK TABLES", "SHOW VIEW", "EVENT", "TRIGGER", "RELOAD", "PROCESS", "BINLOG MONITOR"];

    public static IReadOnlyList<string> Shipper { get; } = ["REPLICATION SLAVE", "BINLOG MONITOR"];

    /// <summary>What the shipper's account must be allowed besides: the id that it reads, and the heartbeat row that it keeps.</summary>
    public static IReadOnlyList<TableGrant> ShipperOnTables { get; } =
    [
        new("SELECT", "serverless_ops.lineage", "SELECT id FROM serverless_ops.lineage"),
        new("SELECT", "serverless_ops.heartbeat", "SELECT at FROM serverless_ops.heartbeat"),
        new("INSERT", "serverless_ops.heartbeat", "INSERT INTO serverless_ops.heartbeat SELECT * FROM serverless_ops.heartbeat WHERE FALSE"),
        new("UPDATE", "serverless_ops.heartbeat", "UPDATE serverless_ops.heartbeat SET at = at WHERE FALSE"),
    ];

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

/// <summary>A privilege on one table.</summary>
/// <param name="Probe">A statement that the server refuses without the privilege, and that changes nothing.</param>
public sealed record TableGrant(string Privilege, string Table, string Probe)
{
    public override string ToString() => $"{Privilege} on {Table}";
}
