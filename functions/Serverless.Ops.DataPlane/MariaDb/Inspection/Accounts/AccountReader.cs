using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// Reads accounts and roles with what they may do, what everybody may do (PUBLIC), and rows of the grant tables that belong to nobody. A server's
/// own accounts are left out, and told. https://mariadb.com/kb/en/account-management-sql-commands/
/// </summary>
internal sealed partial class AccountReader
{
    private readonly List<SchemaObject> objects = [];
    private readonly List<NotCarriedItem> left = [];
    private readonly MariaDbConnection connection;
    private readonly GrantRows rows;

    private AccountReader(MariaDbConnection connection, GrantRows rows) => (this.connection, this.rows) = (connection, rows);

    /// <summary>How the statements of an account begin that the server leaves out: it is carried as rows of the grant tables.</summary>
    public const string InsertAccount = "INSERT INTO mysql.global_priv ";

    public static async Task<(IReadOnlyList<SchemaObject> Objects, IReadOnlyList<NotCarriedItem> NotCarried)> ReadAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "reading accounts and grants";
        IReadOnlyList<Account> accounts = await Account.ReadAllAsync(connection, cancellationToken);
        ServerOwnAccounts own = await ServerOwnAccounts.ReadAsync(connection, cancellationToken);
        bool namesCount = (await connection.QueryStringsAsync("SELECT @@skip_name_resolve", cancellationToken))[0][0] == "0";
        Account[] shown = [.. accounts.Where(account => namesCount || !account.HostIsName)];
        var reader = new AccountReader(connection, await GrantRows.ReadAsync(connection, shown, cancellationToken));
        foreach (Account account in accounts)
        {
            bool isShown = namesCount || !account.HostIsName;
            string[] grants = isShown ? await reader.ReadGrantsAsync(account, cancellationToken) : [];
            if (own.Include(account))
            {
                reader.left.Add(Leave(account, isShown ? ServerOwnAccounts.Peculiarities(account, grants) : []));
            }
            else if (account.IsPublic)
            {
                reader.AddGrants(account.Name, [.. grants, .. reader.rows.DanglingOf(account)]);
            }
            else if (isShown)
            {
                await reader.AddAsync(account, grants, cancellationToken);
            }
            else
            {
                reader.AddRows(account);
            }
        }

        foreach ((string name, IReadOnlyList<string> statements) in reader.rows.OfNobody(accounts))
        {
            reader.AddGrants(name, statements);
        }

        return (reader.objects, reader.left);
    }

    private async Task AddAsync(Account account, string[] grants, CancellationToken cancellationToken)
    {
        // A second row, ALTER USER, keeps the interval of a password that was expired by hand.
        string[] create = account.IsRole
            ? [$"CREATE ROLE {account.Quoted}"]
            : [.. (await connection.QueryStringsAsync($"SHOW CREATE USER {account.Quoted}", cancellationToken)).Select(row => row[0]!)];
        objects.Add(
            new SchemaObject(
                "account",
                "",
                account.Name,
                [.. create, .. grants, .. rows.DanglingOf(account), .. Properties(account)],
                "",
                "",
                ""
            )
        );
    }

    private void AddRows(Account account)
    {
        string values = string.Join(", ", new[] { account.Host, account.User, account.Properties.GetRawText() }.Select(SqlQuote.Text));
        string[] others = [.. rows.DanglingOf(account).Where(statement => statement != GrantRows.Reload)];
        objects.Add(
            new SchemaObject(
                "account",
                "",
                account.Name,
                [$"{InsertAccount}(Host, User, Priv) VALUES ({values})", .. others, GrantRows.Reload],
                "",
                "",
                ""
            )
        );
    }

    private void AddGrants(string name, IReadOnlyList<string> statements)
    {
        if (statements.Count > 0)
        {
            objects.Add(new SchemaObject("grants", "", name, statements, "", "", ""));
        }
    }

    private async Task<string[]> ReadGrantsAsync(Account account, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?[]> shown = await connection.QueryStringsAsync($"SHOW GRANTS FOR {account.Quoted}", cancellationToken);

        // A role's grants list those of the roles in it as well; they come with those roles. Proxies are printed in another way by each version.
        return
        [
            .. shown
                .Select(line => line[0]!)
                .Where(line =>
                    line.Contains($" TO {account.Quoted}", StringComparison.Ordinal)
                    || (line.Contains($" FOR {account.Quoted}", StringComparison.Ordinal) && !rows.LacksDefaultRole(account))
                )
                .Where(line => !line.StartsWith("GRANT PROXY ON ", StringComparison.Ordinal) && !rows.Cover(account, line))
                .Where(line => !(account.IsPublic && line.StartsWith("GRANT USAGE ON *.* ", StringComparison.Ordinal)))
                .Select(SortColumns)
                .Concat(rows.ProxiesOf(account))
                .Order(StringComparer.Ordinal),
        ];
    }

    // No statement says since when a password is as it is: its age counts for PASSWORD EXPIRE INTERVAL, 0 is PASSWORD EXPIRE, and the GRANT that repeats the
    // password sets it to now. Nor does any give a default role that the account has lost.
    private IEnumerable<string> Properties(Account account)
    {
        if (account.IsRole)
        {
            return [];
        }

        // What an installation put there itself, such as the anonymous accounts of old, has no age.
        string kept = account.Properties.TryGetProperty("password_last_changed", out JsonElement changedAt)
            ? string.Create(CultureInfo.InvariantCulture, $"JSON_SET(Priv, '$.password_last_changed', {changedAt.GetInt64()})")
            : "JSON_REMOVE(Priv, '$.password_last_changed')";
        string all = rows.LacksDefaultRole(account) ? $"JSON_SET({kept}, '$.default_role', {SqlQuote.Text(account.DefaultRole)})" : kept;
        return
        [
            $"UPDATE mysql.global_priv SET Priv = {all} WHERE User = {SqlQuote.Text(account.User)} AND Host = {SqlQuote.Text(account.Host)}",
            GrantRows.Reload,
        ];
    }

    private static NotCarriedItem Leave(Account account, IReadOnlyList<string> peculiarities) =>
        (account.User, peculiarities) switch
        {
            ("ops_target", _) => new(
                "account",
                account.Name,
                "it restored this server and belongs to the restore; drop it",
                Expected: false
            ),
            (_, []) => new("account", account.Name, "every server has its own, which stays as it is", Expected: true),
            _ => new(
                "account",
                account.Name,
                $"every server has its own, which stays as it is; this one has what a fresh server's has not: {string.Join("; ", peculiarities)}. Give it to the restored server's by hand where it is needed",
                Expected: false
            ),
        };

    // The server prints the columns of a grant in the order of its memory, which no restore can repeat.
    private static string SortColumns(string grant) =>
        ColumnList()
            .Replace(
                grant,
                list => $"({string.Join(", ", QuotedName().Matches(list.Value).Select(name => name.Value).Order(StringComparer.Ordinal))})"
            );

    [GeneratedRegex("\\(`(?:[^`]|``)+`(?:, `(?:[^`]|``)+`)*\\)")]
    private static partial Regex ColumnList();

    [GeneratedRegex("`(?:[^`]|``)+`")]
    private static partial Regex QuotedName();
}
