using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// Which accounts are a server's own: those, by user and host, that mariadb-install-db (with either root authentication) and the official
/// Docker image make. They are how its people and programs get into that very server, so a restore never touches them. All others are the estate's,
/// and root on another host is one of them.
/// https://mariadb.com/kb/en/mariadb-install-db/ and https://github.com/MariaDB/mariadb-docker/blob/master/docker-entrypoint.sh
/// </summary>
internal sealed class ServerOwnAccounts
{
    private readonly string hostName;

    private ServerOwnAccounts(string hostName) => this.hostName = hostName;

    public static async Task<ServerOwnAccounts> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        string name = (await connection.QueryStringsAsync("SELECT @@hostname", cancellationToken))[0][0] ?? "";

        // mariadb-install-db writes it so: in an account's host, these two are wildcards.
        return new ServerOwnAccounts(
            name.ToLowerInvariant().Replace("_", "\\_", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        );
    }

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

    /// <summary>What such an account has that a fresh server's has not. How one authenticates is left out: that differs from server to server.</summary>
    /// <param name="grants">Its lines of SHOW GRANTS.</param>
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

    // CREATE ROLE gives each role to who makes it.
    private static bool IsFresh(Account account, string grant) =>
        grant.StartsWith("GRANT USAGE ON *.* TO ", StringComparison.Ordinal)
        || grant.StartsWith("GRANT PROXY ON ``@`%` TO ", StringComparison.Ordinal)
        || (grant.StartsWith("GRANT `", StringComparison.Ordinal) && !grant.Contains(" ON ", StringComparison.Ordinal))
        || (
            account.User == "mariadb.sys" && grant.StartsWith("GRANT SELECT, DELETE ON `mysql`.`global_priv` TO ", StringComparison.Ordinal)
        );
}
