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
    private readonly List<DefinerEntry> definers = [];
    private readonly MariaDbConnection connection;
    private readonly GrantRows rows;

    private AccountReader(MariaDbConnection connection, GrantRows rows) => (this.connection, this.rows) = (connection, rows);

    /// <summary>
    /// Start of the first statement of an account that the server ignores. A set carries such an account as rows of the grant tables.
    /// </summary>
    public const string InsertAccount = "INSERT INTO mysql.global_priv ";

    public static async Task<AccountContents> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        Definers used = await Definers.ReadAsync(connection, cancellationToken);
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
                IReadOnlyList<string> defined = used.ObjectsOf(account.Name);
                reader.left.Add(Leave(account, isShown ? ServerOwnAccounts.Peculiarities(account, grants) : [], defined));
                if (isShown && !ServerOwnAccounts.AreOnEveryTarget(account))
                {
                    reader.AddDefiner(account, grants, defined.Count > 0 ? DefinerUse.Used : DefinerUse.Unused);
                }
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

        reader.AddMissingDefiners(used.MissingAmong(shown));
        reader.AddBrokenViews(used);
        string[] made =
        [
            .. reader.objects.Where(item => item.Kind == "account").Select(item => item.Name),
            .. reader.definers.Select(definer => definer.Account),
        ];
        return new AccountContents(
            reader.objects,
            reader.left,
            reader.definers,
            [.. used.BrokenViews.Select(view => view.Definer).Distinct().Intersect(made, StringComparer.Ordinal)]
        );
    }

    private void AddDefiner(Account account, string[] grants, DefinerUse use) =>
        definers.Add(
            new DefinerEntry(account.Name, use, [DefinerAccounts.Create(account.Name)!, .. DefinerAccounts.Grants(account, grants)])
        );

    // The objects are carried. They are named so that nobody takes a restored one for broken by the restore.
    private void AddMissingDefiners(IEnumerable<(string Account, IReadOnlyList<string> Objects)> missing)
    {
        foreach ((string account, IReadOnlyList<string> items) in missing)
        {
            left.Add(
                new NotCarriedItem(
                    "definer",
                    account,
                    $"the source has no such account, so {Definers.Some(items)} fail with error 1449 on the source as well; "
                        + "make the account there, or give these objects another definer",
                    Expected: false
                )
            );
            definers.Add(
                new DefinerEntry(
                    account,
                    DefinerUse.Missing,
                    DefinerAccounts.Create(account) is { } create ? [create, DefinerAccounts.GrantAll(account)] : []
                )
            );
        }
    }

    private void AddBrokenViews(Definers used) =>
        left.AddRange(
            used.BrokenViews.Select(view => new NotCarriedItem(
                "rights",
                view.Name,
                $"this view does not work on the source ({view.Error}): its definer {view.Definer}, or the definer of a view that it uses, "
                    + "lacks rights; the view is restored as it is; grant the rights, or drop the view",
                Expected: false
            ))
        );

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

    private static NotCarriedItem Leave(Account account, IReadOnlyList<string> peculiarities, IReadOnlyList<string> defined) =>
        (account.User, peculiarities) switch
        {
            ("ops_target", _) when defined.Count > 0 => new(
                "account",
                account.Name,
                $"this account restored the server and belongs to the restore, but {Definers.Some(defined)} have it as their definer; "
                    + "give them another definer, then drop it",
                Expected: false
            ),
            ("ops_target", _) => new(
                "account",
                account.Name,
                "this account restored the server and belongs to the restore; drop it",
                Expected: false
            ),
            _ => new(
                "account",
                account.Name,
                "every server has its own, and a restore leaves it unchanged" + Peculiar(peculiarities) + AsDefiner(account, defined),
                Expected: peculiarities.Count == 0 && (defined.Count == 0 || ServerOwnAccounts.AreOnEveryTarget(account))
            ),
        };

    private static string Peculiar(IReadOnlyList<string> peculiarities) =>
        peculiarities.Count == 0
            ? ""
            : $"; this one differs from a fresh server's: {string.Join("; ", peculiarities)}. "
                + "Change the restored server's account by hand if that is needed";

    private static string AsDefiner(Account account, IReadOnlyList<string> defined) =>
        defined.Count == 0 || ServerOwnAccounts.AreOnEveryTarget(account)
            ? ""
            : $"; it is the definer of {Definers.Some(defined)}, so a target that lacks it gets it with the source's grants, "
                + "but locked and without a password";

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

/// <summary>Accounts and grants of a server.</summary>
/// <param name="NotCarried">Accounts that a set does not carry, and definers that do not exist.</param>
/// <param name="Definers">Accounts that are not carried and that objects have, or could have, as their definer.</param>
/// <param name="DefinersLackingRights">Accounts and roles of views that do not work, because these lack rights.</param>
internal sealed record AccountContents(
    IReadOnlyList<SchemaObject> Objects,
    IReadOnlyList<NotCarriedItem> NotCarried,
    IReadOnlyList<DefinerEntry> Definers,
    IReadOnlyList<string> DefinersLackingRights
);
