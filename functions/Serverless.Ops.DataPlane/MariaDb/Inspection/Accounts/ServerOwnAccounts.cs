using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// Decides which accounts are a server's own: those that mariadb-install-db (with either root authentication) and the official Docker image
/// create, by user and host. People and programs use them to log in to that very server, so a restore never changes them.
/// All other accounts belong to the estate, also root on another host.
/// https://mariadb.com/kb/en/mariadb-install-db/ and https://github.com/MariaDB/mariadb-docker/blob/master/docker-entrypoint.sh
/// </summary>
internal sealed class ServerOwnAccounts
{
    private readonly string hostName;

    private ServerOwnAccounts(string hostName) => this.hostName = hostName;

    public static async Task<ServerOwnAccounts> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        string name = (await connection.QueryStringsAsync("SELECT @@hostname", cancellationToken))[0][0] ?? "";

        // mariadb-install-db escapes _ and % of the host name, since both are wildcards in an account's host.
        return new ServerOwnAccounts(
            name.ToLowerInvariant().Replace("_", "\\_", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        );
    }

    /// <summary>True for the accounts that a restore's target has for certain, at the restore and after it.</summary>
    public static bool AreOnEveryTarget(Account account) => account is { User: "root" or "mariadb.sys" or "ops_target", Host: "localhost" };

    public bool Include(Account account) => !account.IsRole && Include(account.User, account.Host);

    public bool Include(string user, string host) =>
        (user, host) switch
        {
            ("root", "localhost" or "127.0.0.1" or "::1" or "%") => true,
            ("root", _) => host == hostName,
            ("healthcheck", "localhost" or "127.0.0.1" or "::1") => true,
            ("mariadb.sys" or "mysql" or "ops_target", "localhost") => true,
            _ => false,
        };

    /// <summary>
    /// Differences between such an account and that of a fresh server. Authentication does not count: it differs from server to server.
    /// </summary>
    /// <param name="grants">The account's lines of SHOW GRANTS.</param>
    public static IReadOnlyList<string> Peculiarities(Account account, IEnumerable<string> grants)
    {
        var found = new List<string>();
        bool all = false;
        foreach (string grant in grants)
        {
            bool everywhere = grant.Contains(" ON *.* TO ", StringComparison.Ordinal);
            if (everywhere && grant.StartsWith("GRANT ALL PRIVILEGES ", StringComparison.Ordinal))
            {
                all = grant.Contains(" WITH GRANT OPTION", StringComparison.Ordinal);
            }
            else if (!IsFresh(account, grant))
            {
                found.Add(everywhere ? grant[..grant.IndexOf(" TO ", StringComparison.Ordinal)] : grant);
            }
        }

        if (account.User == "root" && !all)
        {
            found.Insert(0, "not all privileges with the grant option");
        }

        string[] limits =
        [
            "ssl_type",
            "max_questions",
            "max_updates",
            "max_connections",
            "max_user_connections",
            "max_statement_time",
            "password_lifetime",
        ];
        found.AddRange(
            limits
                .Where(limit => account.Number(limit) > 0)
                .Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit} {account.Number(limit)}"))
        );
        return found;
    }

    // A grant of a role counts as fresh: CREATE ROLE grants each role to its creator.
    private static bool IsFresh(Account account, string grant) =>
        grant.StartsWith("GRANT USAGE ON *.* TO ", StringComparison.Ordinal)
        || grant.StartsWith("GRANT PROXY ON ``@`%` TO ", StringComparison.Ordinal)
        || (grant.StartsWith("GRANT `", StringComparison.Ordinal) && !grant.Contains(" ON ", StringComparison.Ordinal))
        || (
            account.User == "mariadb.sys" && grant.StartsWith("GRANT SELECT, DELETE ON `mysql`.`global_priv` TO ", StringComparison.Ordinal)
        );
}
