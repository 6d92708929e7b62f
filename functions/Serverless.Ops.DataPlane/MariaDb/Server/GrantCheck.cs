using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Compares what an account may do with what its job needs.</summary>
internal static partial class GrantCheck
{
    /// <exception cref="MissingGrantException">Names every grant that is missing.</exception>
    public static Task RequireAsync(
        MariaDbConnection connection, MariaDbAccount account, IReadOnlyList<string> required, CancellationToken cancellationToken) =>
        RequireAsync(connection, account, required, [], cancellationToken);

    /// <param name="required">Server-wide privileges, as SHOW GRANTS names them.</param>
    /// <param name="onTables">Privileges on single tables. A table that is not there counts as a missing privilege.</param>
    /// <exception cref="MissingGrantException">Names every grant that is missing.</exception>
    public static async Task RequireAsync(
        MariaDbConnection connection,
        MariaDbAccount account,
        IReadOnlyList<string> required,
        IReadOnlyList<TableGrant> onTables,
        CancellationToken cancellationToken)
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

    /// <summary>Reads lines of SHOW GRANTS. https://mariadb.com/kb/en/show-grants/</summary>
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

    // Tried, not read: a privilege on a table may come from the table, its columns, its database or a pattern of databases.
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

    // Between quotes or, in later versions, backquotes.
    [GeneratedRegex("^GRANT PROXY ON (?:''@'%'|``@`%`) TO .* WITH GRANT OPTION$")]
    private static partial Regex ProxyForAll();
}
