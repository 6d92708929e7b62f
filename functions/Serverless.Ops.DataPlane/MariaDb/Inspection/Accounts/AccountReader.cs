using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// Reads accounts and roles with their grants, the grants to everybody (PUBLIC), and rows of the grant tables that belong to no account.
/// A server's own accounts are left out, and reported. https://mariadb.com/kb/en/account-management-sql-commands/
/// </summary>
internal sealed partial class AccountReader
{
    private readonly List<SchemaObject> objects = [];
    private readonly List<NotCarriedItem> left = [];
    private readonly MariaDbConnection connection;
    private readonly GrantRows rows;

    private AccountReader(MariaDbConnection connection, GrantRows rows) => (this.connection, this.rows) = (connection, rows);

    /// <summary>
    /// Start of the first statement of an account that the server ignores. A set carries such an account as rows of the grant tables.
    /// </summary>
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
        // A second row (ALTER USER) keeps the interval of a password that was expired by hand.
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

        // SHOW GRANTS of a role also lists the grants of the roles in it, which those roles bring themselves.
        // Proxies are left out here, since each version prints them in another way.
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

    // No statement sets the time of a password's last change. PASSWORD EXPIRE INTERVAL counts from that time, 0 means PASSWORD EXPIRE, and
    // the GRANT that repeats the password sets the time to now. No statement gives a default role that the account has lost, either.
    private IEnumerable<string> Properties(Account account)
    {
        if (account.IsRole)
        {
            return [];
        }

        // Accounts that an installation created, such as the old anonymous accounts, have no such time.
        string kept = account.Properties.TryGetProperty("password_last_changed", out JsonElement changedAt)
            ? string.Create(CultureInfo.InvariantCulture, $"JSON_SET(Priv, '$.password_last_changed', {changedAt.GetInt64()})")
            : "JSON_REMOVE(Priv, '$.password_last_changed')";
        string all = rows.LacksDefaultRole(account) ? $"JSON_SET({kept}, '$.default_role', {SqlQuote.Text(account.DefaultRole)})" : kept;
        return
        [
            $"UPDATE mysql.global_priv SET Priv = {all} "
                + $"WHERE User = {SqlQuote.Text(account.User)} AND Host = {SqlQuote.Text(account.Host)}",
            GrantRows.Reload,
        ];
    }

    private static NotCarriedItem Leave(Account account, IReadOnlyList<string> peculiarities) =>
        (account.User, peculiarities) switch
        {
            ("ops_target", _) => new(
                "account",
                account.Name,
                "this account restored the server and belongs to the restore; drop it",
                Expected: false
            ),
            (_, []) => new("account", account.Name, "every server has its own, and a restore leaves it unchanged", Expected: true),
            _ => new(
                "account",
                account.Name,
                "every server has its own, and a restore leaves it unchanged; this one differs from a fresh server's: "
                    + $"{string.Join("; ", peculiarities)}. Change the restored server's account by hand if that is needed",
                Expected: false
            ),
        };

    // The server prints the columns of a grant in an order that depends on its memory, and no restore can repeat that order.
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
