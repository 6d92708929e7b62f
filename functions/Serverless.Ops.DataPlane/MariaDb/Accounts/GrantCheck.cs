using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Accounts;

/// <summary>Compares what an account may do server-wide with what its job needs.</summary>
internal static partial class GrantCheck
{
    /// <exception cref="MissingGrantException">Names every grant that is missing.</exception>
    public static async Task RequireAsync(
        MariaDbConnection connection, MariaDbAccount account, IReadOnlyList<string> required, CancellationToken cancellationToken)
    {
        connection.Activity = "reading its own grants";
        IReadOnlyList<string?[]> lines = await connection.QueryStringsAsync("SHOW GRANTS", cancellationToken);
        IReadOnlyList<string> missing = FindMissing([.. lines.Select(line => line[0]!)], required);
        if (missing.Count > 0)
        {
            throw new MissingGrantException(account, missing);
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

    [GeneratedRegex(@"^GRANT (?<list>[A-Z_, ]+) ON \*\.\* TO .*?(?<option> WITH GRANT OPTION)?$")]
    private static partial Regex ServerWide();

    // Between quotes or, in later versions, backquotes.
    [GeneratedRegex("^GRANT PROXY ON (?:''@'%'|``@`%`) TO .* WITH GRANT OPTION$")]
    private static partial Regex ProxyForAll();
}
