using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Compares an account's grants with the grants that its job needs.</summary>
internal static partial class GrantCheck
{
    /// <exception cref="MissingGrantException">Names every grant that is missing.</exception>
    public static Task RequireAsync(
        MariaDbConnection connection,
        MariaDbAccount account,
        IReadOnlyList<string> required,
        CancellationToken cancellationToken
    ) => RequireAsync(connection, account, required, [], cancellationToken);

    /// <param name="required">Server-wide privileges, as SHOW GRANTS names them.</param>
    /// <param name="onTables">Privileges on single tables. A table that does not exist counts as a missing privilege.</param>
    /// <exception cref="MissingGrantException">Names every grant that is missing.</exception>
    public static async Task RequireAsync(
        MariaDbConnection connection,
        MariaDbAccount account,
        IReadOnlyList<string> required,
        IReadOnlyList<TableGrant> onTables,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "reading its own grants";
        IReadOnlyList<string?[]> lines = await connection.QueryStringsAsync("SHOW GRANTS", cancellationToken);
        IReadOnlyList<string> missing = FindMissing([.. lines.Select(line => line[0]!)], required);
        var missingOnTables = new List<string>();
        foreach (TableGrant grant in onTables)
        {
            if (!await IsHeldAsync(connection, grant, cancellationToken))
            {
                missingOnTables.Add(grant.ToString());
            }
        }

        if (missing.Count > 0 || missingOnTables.Count > 0)
        {
            throw new MissingGrantException(account, missing, missingOnTables);
        }
    }

    /// <summary>The required privileges that these lines of SHOW GRANTS do not give. https://mariadb.com/kb/en/show-grants/</summary>
    public static IReadOnlyList<string> FindMissing(IReadOnlyList<string> showGrants, IReadOnlyList<string> required)
    {
        var held = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in showGrants.Select(line => ServerWide().Match(line)).Where(match => match.Success))
        {
            held.UnionWith(match.Groups["list"].Value.Split(',', StringSplitOptions.TrimEntries));
            if (match.Groups["option"].Success)
            {
                held.Add("GRANT OPTION");
            }
        }

        if (showGrants.Any(line => ProxyForAll().IsMatch(line)))
        {
            held.Add("PROXY");
        }

        bool all = held.Contains("ALL PRIVILEGES");
        return [.. required.Where(grant => !held.Contains(grant) && !(all && grant is not ("GRANT OPTION" or "PROXY")))];
    }

    // Runs a statement instead of reading grants: a privilege on a table may come from the table, its columns, its database or a pattern
    // of databases.
    private static async Task<bool> IsHeldAsync(MariaDbConnection connection, TableGrant grant, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(grant.Probe, cancellationToken);
            return true;
        }
        catch (ServerErrorException refused) when (refused.Number is 1044 or 1049 or 1142 or 1143 or 1146)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^GRANT (?<list>[A-Z_, ]+) ON \*\.\* TO .*?(?<option> WITH GRANT OPTION)?$")]
    private static partial Regex ServerWide();

    // Older versions print the account between quotes, later versions between backticks.
    [GeneratedRegex("^GRANT PROXY ON (?:''@'%'|``@`%`) TO .* WITH GRANT OPTION$")]
    private static partial Regex ProxyForAll();
}

/// <summary>
/// The grants that each job's account needs. infra/host/enroll-source.sql and infra/host/prepare-target.sql grant exactly these
/// and say why. Names as SHOW GRANTS prints them: https://mariadb.com/kb/en/grant/#privilege-levels
/// </summary>
public static class RequiredGrants
{
    public static IReadOnlyList<string> Dump { get; } =
    ["SELECT", "LOCK TABLES", "SHOW VIEW", "EVENT", "TRIGGER", "RELOAD", "PROCESS", "BINLOG MONITOR"];

    public static IReadOnlyList<string> Shipper { get; } = ["REPLICATION SLAVE", "BINLOG MONITOR"];

    /// <summary>Further grants of the shipper's account: it reads the lineage's id and writes the heartbeat row.</summary>
    public static IReadOnlyList<TableGrant> ShipperOnTables { get; } =
    [
        new("SELECT", "serverless_ops.lineage", "SELECT id FROM serverless_ops.lineage"),
        new("SELECT", "serverless_ops.heartbeat", "SELECT at FROM serverless_ops.heartbeat"),
        new(
            "INSERT",
            "serverless_ops.heartbeat",
            "INSERT INTO serverless_ops.heartbeat SELECT * FROM serverless_ops.heartbeat WHERE FALSE"
        ),
        new("UPDATE", "serverless_ops.heartbeat", "UPDATE serverless_ops.heartbeat SET at = at WHERE FALSE"),
    ];

    /// <summary>An account can restore only grants that it holds itself. So the target's account holds all grants.</summary>
    public static IReadOnlyList<string> Target { get; } =
    [
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "CREATE",
        "DROP",
        "RELOAD",
        "SHUTDOWN",
        "PROCESS",
        "FILE",
        "REFERENCES",
        "INDEX",
        "ALTER",
        "SHOW DATABASES",
        "SUPER",
        "CREATE TEMPORARY TABLES",
        "LOCK TABLES",
        "EXECUTE",
        "REPLICATION SLAVE",
        "BINLOG MONITOR",
        "CREATE VIEW",
        "SHOW VIEW",
        "CREATE ROUTINE",
        "ALTER ROUTINE",
        "CREATE USER",
        "EVENT",
        "TRIGGER",
        "CREATE TABLESPACE",
        "DELETE HISTORY",
        "SET USER",
        "FEDERATED ADMIN",
        "CONNECTION ADMIN",
        "READ_ONLY ADMIN",
        "REPLICATION SLAVE ADMIN",
        "REPLICATION MASTER ADMIN",
        "BINLOG ADMIN",
        "BINLOG REPLAY",
        "SLAVE MONITOR",
        "GRANT OPTION",
        "PROXY", // on ''@'%' and with the grant option; ALL PRIVILEGES does not include it
    ];
}

/// <summary>A privilege on one table.</summary>
/// <param name="Probe">A statement that changes nothing, and that the server refuses without the privilege.</param>
public sealed record TableGrant(string Privilege, string Table, string Probe)
{
    public override string ToString() => $"{Privilege} on {Table}";
}

/// <summary>The account lacks grants that its job needs. Thrown before any work.</summary>
/// <param name="serverWide">Privileges that it lacks on *.*.</param>
/// <param name="onTables">Privileges that it lacks on tables, each with its table.</param>
public sealed class MissingGrantException(MariaDbAccount account, IReadOnlyList<string> serverWide, IReadOnlyList<string> onTables)
    : PermanentException(
        $"The database account '{account.User}' lacks {Describe(serverWide, onTables)}.",
        $"make the account again with exactly the needed privileges, {HostScripts.MakesAsShown(account)}"
    )
{
    public IReadOnlyList<string> Missing { get; } = [.. serverWide, .. onTables];

    private static string Describe(IReadOnlyList<string> serverWide, IReadOnlyList<string> onTables) =>
        string.Join(" and ", serverWide.Count > 0 ? [$"{string.Join(", ", serverWide)} on *.*", .. onTables] : onTables);
}
