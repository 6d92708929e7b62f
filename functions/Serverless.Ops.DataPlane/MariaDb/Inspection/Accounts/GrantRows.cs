using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// Grants that no GRANT statement can create. A set carries them as rows of the grant tables. There are three kinds. First, grants on
/// tables, columns and routines that do not exist, or that no set carries: DROP keeps these grants, and they count again once the object is
/// back.
/// Second, grants to accounts that do not exist (old versions made such for everybody) or that the server does not show.
/// Third, grants on routines where the name of the account, the database or the routine is not ASCII: GRANT writes a wrong name into
/// mysql.procs_priv, so that the grant ends when the server reads its tables again. A set carries the row with the right name.
/// https://mariadb.com/kb/en/mysqltables_priv-table/, …columns_priv-table/, …procs_priv-table/, …mysqldb-table/,
/// …proxies_priv-table/, …roles_mapping-table/
/// </summary>
internal sealed class GrantRows
{
    /// <summary>Makes the server read its grant tables again.</summary>
    public const string Reload = "FLUSH PRIVILEGES";

    private static readonly string[] Tables =
    [
        "global_priv",
        "db",
        "tables_priv",
        "columns_priv",
        "procs_priv",
        "proxies_priv",
        "roles_mapping",
    ];

    private static readonly string[] RoutinePrivileges = ["Execute", "Alter Routine"];

    private readonly List<(string User, string Host, string Target, string Insert)> rows = [];
    private readonly HashSet<string> accounts;
    private readonly HashSet<string> notCarried = new(StringComparer.Ordinal);
    private readonly HashSet<string> rolesGiven = new(StringComparer.Ordinal);
    private ILookup<string, (string Of, bool MayGrant)> proxies = null!;

    private GrantRows(IReadOnlyList<Account> accounts) => this.accounts = [.. accounts.Select(account => Key(account.User, account.Host))];

    /// <summary>Statements that take all grants from PUBLIC, or from an account that does not exist. No REVOKE can do that.</summary>
    public static IEnumerable<string> Remove(string user, string host) =>
        [
            .. Tables.Select(table => $"DELETE FROM mysql.{table} WHERE User = {SqlQuote.Text(user)} AND Host = {SqlQuote.Text(host)}"),
            Reload,
        ];

    /// <summary>True when a line of SHOW GRANTS is about an object that does not exist.</summary>
    public bool Cover(Account account, string grant) =>
        Of(account)
            .Any(row =>
                grant.Contains($" ON {row.Target} TO ", ComparisonOf(row.Target))
                && grant.Contains(DatabaseOf(row.Target), StringComparison.Ordinal)
            );

    /// <summary>Statements that create an account's dangling grants. Empty for almost every account.</summary>
    public IReadOnlyList<string> DanglingOf(Account account) => Inserts(Of(account));

    /// <summary>GRANT PROXY statements of an account.</summary>
    public IEnumerable<string> ProxiesOf(Account account) =>
        proxies[Key(account.User, account.Host)]
            .Select(proxy => $"GRANT PROXY ON {proxy.Of} TO {account.Quoted}{(proxy.MayGrant ? " WITH GRANT OPTION" : "")}");

    /// <summary>True when the account may not use its default role. The server would refuse SET DEFAULT ROLE.</summary>
    public bool LacksDefaultRole(Account account) =>
        account.DefaultRole.Length > 0 && !rolesGiven.Contains($"{Key(account.User, account.Host)} {account.DefaultRole}");

    /// <summary>Grants to accounts that do not exist, by <c>user@host</c>.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Statements)> OfNobody(IEnumerable<Account> all)
    {
        HashSet<string> known = [.. all.Select(account => Key(account.User, account.Host))];
        return from row in rows
            where !known.Contains(Key(row.User, row.Host))
            group row by $"{row.User}@{row.Host}" into account
            orderby account.Key
            select (account.Key, Inserts(account));
    }

    /// <param name="accounts">The accounts that SHOW GRANTS can show. All grants of other accounts are carried as rows.</param>
    public static async Task<GrantRows> ReadAsync(
        MariaDbConnection connection,
        IReadOnlyList<Account> accounts,
        CancellationToken cancellationToken
    )
    {
        var found = new GrantRows(accounts);
        HashSet<string> tables =
        [
            .. (
                await connection.QueryStringsAsync(
                    "SELECT table_schema, table_name FROM information_schema.tables "
                        + $"WHERE table_type = 'VIEW' OR NOT {AddedToServer.IsTable} "
                        + $"EXCEPT SELECT table_schema, table_name FROM information_schema.views WHERE {AddedToServer.IsView}",
                    cancellationToken
                )
            ).Select(row => SqlQuote.Name(row[0]!, row[1]!)),
        ];
        HashSet<string> routines =
        [
            .. (
                await connection.QueryStringsAsync(
                    $"SELECT db, name, type FROM mysql.proc WHERE NOT {AddedToServer.IsRoutine}",
                    cancellationToken
                )
            ).Select(row => $"{row[2]} {SqlQuote.Name(row[0]!, row[1]!)}"),
        ];
        found.notCarried.UnionWith(
            (
                await connection.QueryStringsAsync(
                    "SELECT table_schema, table_name, NULL FROM information_schema.tables "
                        + $"WHERE table_type <> 'VIEW' AND {AddedToServer.IsTable} "
                        + $"UNION ALL SELECT table_schema, table_name, NULL FROM information_schema.views WHERE {AddedToServer.IsView} "
                        + $"UNION ALL SELECT db, name, type FROM mysql.proc WHERE {AddedToServer.IsRoutine}",
                    cancellationToken
                )
            ).Select(row => $"{(row[2] is null ? "" : $"{row[2]} ")}{SqlQuote.Name(row[0]!, row[1]!)}")
        );
        HashSet<string> roles = [.. accounts.Where(account => account.IsRole).Select(account => account.User)];
        await found.AddAsync(
            connection,
            "tables_priv",
            "Host, Db, User, Table_name, Grantor, Table_priv, Column_priv",
            row => SqlQuote.Name(row[1]!, row[3]!),
            tables,
            cancellationToken
        );
        await found.AddAsync(
            connection,
            "columns_priv",
            "Host, Db, User, Table_name, Column_name, Column_priv",
            row => SqlQuote.Name(row[1]!, row[3]!),
            tables,
            cancellationToken
        );
        await found.AddRoutinesAsync(connection, accounts, routines, cancellationToken);
        await found.AddAsync(connection, "roles_mapping", "Host, Role, User, Admin_option", row => row[1]!, roles, cancellationToken);
        await found.AddDatabasesAsync(connection, cancellationToken);
        await found.AddProxiesAsync(connection, cancellationToken);
        return found;
    }

    private async Task AddAsync(
        MariaDbConnection connection,
        string table,
        string columns,
        Func<string?[], string> target,
        HashSet<string> there,
        CancellationToken cancellationToken
    )
    {
        foreach (string?[] row in await connection.QueryStringsAsync($"SELECT {columns} FROM mysql.{table}", cancellationToken))
        {
            if (!there.Contains(target(row)) || !IsThere(row[2]!, row[0]!))
            {
                Add(row[2]!, row[0]!, target(row), table, columns, row);
            }
            else if (table == "roles_mapping")
            {
                rolesGiven.Add($"{Key(row[2]!, row[0]!)} {row[1]}");
            }
        }
    }

    private async Task AddRoutinesAsync(
        MariaDbConnection connection,
        IReadOnlyList<Account> known,
        HashSet<string> routines,
        CancellationToken cancellationToken
    )
    {
        const string columns = "Host, Db, User, Routine_name, Routine_type, Grantor, Proc_priv";
        HashSet<(string, string, string)> done = [];
        foreach (
            string?[] row in await connection.QueryStringsAsync(
                $"SELECT {columns}, {AsGiven("Db")}, {AsGiven("User")}, {AsGiven("Routine_name")} FROM mysql.procs_priv",
                cancellationToken
            )
        )
        {
            string?[] stored = row[..7];
            string?[] given = [row[0], row[7] ?? row[1], row[8] ?? row[2], row[9] ?? row[3], .. row[4..7]];
            bool isAscii = stored.All(value => Ascii.IsValid(value!));
            string? privileges = isAscii ? null : await FindGrantAsync(connection, known, given, cancellationToken);
            string? privilegesAsStored = isAscii ? null : await FindGrantAsync(connection, known, stored, cancellationToken);
            if (privileges is not null)
            {
                AddRow([.. given[..6], privileges]);
            }

            if (!routines.Contains(Target(stored)) || !IsThere(stored[2]!, stored[0]!))
            {
                if (privileges is null || privilegesAsStored is not null)
                {
                    AddRow(stored);
                }
            }
            else if (privilegesAsStored is not null)
            {
                AddRow([.. stored[..6], privilegesAsStored]);
            }
        }

        void AddRow(string?[] row)
        {
            if (done.Add((row[2]!, row[0]!, Target(row))))
            {
                Add(row[2]!, row[0]!, Target(row), "procs_priv", columns, row);
            }
        }
    }

    // SHOW GRANTS prints names of routines in lower case, and their kind before them.
    private static StringComparison ComparisonOf(string target) =>
        target.StartsWith('`') ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    // Names of routines have no case, but names of databases have.
    private static string DatabaseOf(string target) =>
        target.IndexOf("`.`", StringComparison.Ordinal) is > 0 and var end
            ? target[target.IndexOf('`', StringComparison.Ordinal)..(end + 2)]
            : "";

    private static string Target(string?[] procedure) => $"{procedure[4]} {SqlQuote.Name(procedure[1]!, procedure[3]!)}";

    /// <returns>The privileges as the table has them, if the server knows this grant; otherwise null.</returns>
    private static async Task<string?> FindGrantAsync(
        MariaDbConnection connection,
        IReadOnlyList<Account> known,
        string?[] row,
        CancellationToken cancellationToken
    )
    {
        if (known.FirstOrDefault(account => Key(account.User, account.Host) == Key(row[2]!, row[0]!)) is not { } account)
        {
            return null;
        }

        string on = $" ON {Target(row)} TO {account.Quoted}";
        foreach (string?[] line in await connection.QueryStringsAsync($"SHOW GRANTS FOR {account.Quoted}", cancellationToken))
        {
            int at = line[0]!.IndexOf(on, ComparisonOf(Target(row)));
            if (at >= 0)
            {
                string[] given = line[0]![..at]["GRANT ".Length..].Split(", ");
                return string.Join(
                    ',',
                    RoutinePrivileges
                        .Where(privilege => given.Contains(privilege.ToUpperInvariant(), StringComparer.Ordinal))
                        .Concat(line[0]!.EndsWith(" WITH GRANT OPTION", StringComparison.Ordinal) ? ["Grant"] : [])
                );
            }
        }

        return null;
    }

    // The server writes the UTF-8 bytes of a name into this table as if they were latin1.
    private static string AsGiven(string column) => $"CONVERT(CONVERT(CONVERT({column} USING latin1) USING binary) USING utf8mb4)";

    // Only granted columns are read, so that further columns of a later version make no difference.
    private async Task AddDatabasesAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        string[] grants =
        [
            .. (
                await connection.QueryStringsAsync(
                    "SELECT column_name FROM information_schema.columns "
                        + "WHERE table_schema = 'mysql' AND table_name = 'db' AND column_name LIKE '%\\_priv' ORDER BY 1",
                    cancellationToken
                )
            ).Select(column => column[0]!),
        ];
        foreach (
            string?[] row in await connection.QueryStringsAsync(
                $"SELECT Host, Db, User, {string.Join(", ", grants)} FROM mysql.db",
                cancellationToken
            )
        )
        {
            if (!IsThere(row[2]!, row[0]!))
            {
                string[] given = [.. grants.Where((_, i) => row[i + 3] == "Y")];
                Add(
                    row[2]!,
                    row[0]!,
                    "",
                    "db",
                    string.Join(", ", ["Host", "Db", "User", .. given]),
                    [.. row.Take(3), .. given.Select(_ => "Y")]
                );
            }
        }
    }

    private async Task AddProxiesAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        const string columns = "Host, Proxied_user, User, Proxied_host, With_grant";
        IReadOnlyList<string?[]> all = await connection.QueryStringsAsync($"SELECT {columns} FROM mysql.proxies_priv", cancellationToken);
        foreach (string?[] row in all.Where(row => !IsThere(row[2]!, row[0]!)))
        {
            Add(row[2]!, row[0]!, "", "proxies_priv", columns, row);
        }

        proxies = all.ToLookup(
            row => Key(row[2]!, row[0]!),
            row => ($"{SqlQuote.Name(row[1]!)}@{SqlQuote.Name(row[3]!.Length == 0 ? "%" : row[3]!)}", row[4] == "1")
        );
    }

    // A grant on an object that no set carries is left out with the object.
    private void Add(string user, string host, string target, string table, string columns, IEnumerable<string?> values) =>
        rows.Add(
            (
                user,
                host,
                target,
                notCarried.Contains(target)
                    ? ""
                    : $"INSERT INTO mysql.{table} ({columns}) "
                        + $"VALUES ({string.Join(", ", values.Select(value => SqlQuote.Text(value ?? "")))})"
            )
        );

    private IEnumerable<(string User, string Host, string Target, string Insert)> Of(Account account) =>
        rows.Where(row => Key(row.User, row.Host) == Key(account.User, account.Host));

    private bool IsThere(string user, string host) => accounts.Contains(Key(user, host));

    private static IReadOnlyList<string> Inserts(IEnumerable<(string User, string Host, string Target, string Insert)> some)
    {
        string[] inserts = [.. some.Select(row => row.Insert).Where(insert => insert.Length > 0).Order(StringComparer.Ordinal)];
        return inserts.Length == 0 ? [] : [.. inserts, Reload];
    }

    private static string Key(string user, string host) => $"{SqlQuote.Name(user)}@{SqlQuote.Name(host.ToLowerInvariant())}";
}
