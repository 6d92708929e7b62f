using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// Makes the accounts of a set that a target needs only as definers. Nobody can log in with such an account: it is locked, and its password
/// is not the hash of any password. The same two properties tell it from an account of the target, which stays as it is.
/// https://mariadb.com/kb/en/account-locking/
/// </summary>
internal static class DefinerAccounts
{
    private const string NoPassword = "invalid";

    /// <summary>Makes the account or role, if the server has none of that name. Null for a name without a user.</summary>
    public static string? Create(string account) =>
        account.LastIndexOf('@') switch
        {
            0 => null,
            < 0 when account.Length == 0 => null,
            < 0 => $"CREATE ROLE IF NOT EXISTS {Quoted(account)}",
            _ => $"CREATE USER IF NOT EXISTS {Quoted(account)} IDENTIFIED VIA mysql_native_password USING '{NoPassword}' ACCOUNT LOCK",
        };

    /// <summary>The account's grants from SHOW GRANTS, without passwords, limits and proxies.</summary>
    public static IEnumerable<string> Grants(Account account, IEnumerable<string> shown)
    {
        foreach (string grant in shown)
        {
            string to = $" TO {account.Quoted}";
            int end = grant.IndexOf(to, StringComparison.Ordinal);
            bool isGlobal = grant.Contains($" ON *.*{to}", StringComparison.Ordinal);
            if (isGlobal && !grant.StartsWith("GRANT USAGE ", StringComparison.Ordinal))
            {
                yield return grant[..(end + to.Length)]
                    + (SqlQuote.Bare(grant[end..]).Contains(" WITH GRANT OPTION", StringComparison.Ordinal) ? " WITH GRANT OPTION" : "");
            }
            else if (!isGlobal && !grant.StartsWith("GRANT PROXY ", StringComparison.Ordinal))
            {
                yield return grant;
            }
        }
    }

    /// <summary>All privileges, for an account that exists only while the objects are made.</summary>
    public static string GrantAll(string account) => $"GRANT ALL PRIVILEGES ON *.* TO {Quoted(account)}";

    /// <summary>Gives the account all privileges for as long as views are made, because it lacks rights that the views need.</summary>
    public static string Lend(string account) => GrantAll(account);

    /// <summary>Takes away what <see cref="Lend"/> gave. The account's own privileges on *.* must be granted again.</summary>
    public static string TakeBack(string account) => $"REVOKE ALL PRIVILEGES ON *.* FROM {Quoted(account)}";

    /// <summary>What to run when all objects exist.</summary>
    public static IEnumerable<string> WhenObjectsExist(DefinerEntry definer) =>
        definer.Use == DefinerUse.Missing && definer.Statements.Count > 0 ? [Drop(definer.Account)] : [];

    /// <summary>Drops the accounts that were made and that no object has as its definer.</summary>
    public static async Task DropUnusedAsync(
        MariaDbConnection connection,
        IEnumerable<DefinerEntry> made,
        Definers definers,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "dropping definers that no object has";
        foreach (DefinerEntry unused in made.Where(entry => entry.Statements.Count > 0 && definers.ObjectsOf(entry.Account).Count == 0))
        {
            await connection.ExecuteAsync(Drop(unused.Account), cancellationToken);
        }
    }

    private static bool IsRole(string account) => !account.Contains('@', StringComparison.Ordinal);

    // A missing role is not on a target either: the target is empty, and the set would bring it.
    private static string Drop(string account) =>
        IsRole(account) ? $"DROP ROLE IF EXISTS {Quoted(account)}" : IfOurs(account, $"DROP USER {Quoted(account)}");

    /// <summary>The statement, but only for an account that we made. Another one of that name is left alone.</summary>
    public static string IfOurs(string account, string statement)
    {
        if (IsRole(account))
        {
            return statement;
        }

        (string user, string host) = Split(account);
        return $"IF (SELECT COUNT(*) FROM mysql.global_priv WHERE User = {SqlQuote.Text(user)} AND Host = {SqlQuote.Text(host)} "
            + $"AND JSON_VALUE(Priv, '$.authentication_string') = '{NoPassword}' AND JSON_VALUE(Priv, '$.account_locked')) "
            + $"THEN {statement}; END IF";
    }

    private static string Quoted(string account)
    {
        if (IsRole(account))
        {
            return SqlQuote.Name(account);
        }

        (string user, string host) = Split(account);
        return $"{SqlQuote.Name(user)}@{SqlQuote.Name(host)}";
    }

    private static (string User, string Host) Split(string account)
    {
        int at = account.LastIndexOf('@');
        return (account[..at], account[(at + 1)..]);
    }
}
