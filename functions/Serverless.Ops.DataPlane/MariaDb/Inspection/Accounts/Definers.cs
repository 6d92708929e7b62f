using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// The accounts and roles with whose rights views, routines, triggers and events run. Objects with SQL SECURITY INVOKER do not need theirs.
/// https://mariadb.com/kb/en/stored-routine-privileges/ and https://mariadb.com/kb/en/create-view/
/// </summary>
internal sealed class Definers
{
    private static readonly string[] Queries =
    [
        "SELECT 'view', table_schema, table_name, definer FROM information_schema.views "
            + $"WHERE security_type = 'DEFINER' AND table_schema NOT IN {Schemas.OfServer} ORDER BY 2, 3",
        "SELECT LOWER(type), db, name, definer FROM mysql.proc "
            + $"WHERE security_type = 'DEFINER' AND db NOT IN {Schemas.OfServer} ORDER BY 1, 2, 3",
        "SELECT 'trigger', trigger_schema, trigger_name, definer FROM information_schema.triggers "
            + $"WHERE trigger_schema NOT IN {Schemas.OfServer} ORDER BY 2, 3",
        $"SELECT 'event', db, name, definer FROM mysql.event WHERE db NOT IN {Schemas.OfServer} ORDER BY 2, 3",
    ];

    private readonly ILookup<string, string> objects;

    private Definers(ILookup<string, string> objects, IReadOnlyList<BrokenView> brokenViews) =>
        (this.objects, BrokenViews) = (objects, brokenViews);

    /// <summary>Views whose definer exists and lacks rights that the view needs. The server makes no view on such a view.</summary>
    public IReadOnlyList<BrokenView> BrokenViews { get; }

    public static async Task<Definers> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading the definers of views, routines, triggers and events";
        var found = new List<(string Definer, string Item)>();
        foreach (string query in Queries)
        {
            found.AddRange(
                (await connection.QueryStringsAsync(query, cancellationToken)).Select(row => (Key(row[3]!), $"{row[0]} {row[1]}.{row[2]}"))
            );
        }

        return new Definers(
            found.ToLookup(item => item.Definer, item => item.Item, StringComparer.Ordinal),
            await ReadBrokenViewsAsync(connection, cancellationToken)
        );
    }

    /// <returns>Kind and name of each object whose definer is this account.</returns>
    public IReadOnlyList<string> ObjectsOf(string account) => [.. objects[Key(account)]];

    /// <summary>The definers that are not among these accounts, each with its objects.</summary>
    /// <param name="accounts">The accounts and roles that the server knows.</param>
    public IEnumerable<(string Account, IReadOnlyList<string> Objects)> MissingAmong(IEnumerable<Account> accounts)
    {
        HashSet<string> known = [.. accounts.Select(account => Key(account.Name))];
        return objects
            .Where(definer => !known.Contains(definer.Key))
            .OrderBy(definer => definer.Key, StringComparer.Ordinal)
            .Select(definer => (definer.Key, (IReadOnlyList<string>)[.. definer]));
    }

    /// <summary>A few of these objects, for a sentence.</summary>
    public static string Some(IReadOnlyList<string> items) =>
        string.Join(", ", items.Take(3)) + (items.Count > 3 ? $" and {items.Count - 3} more" : "");

    // Preparing a statement opens the view and checks the rights of its definer, and reads no row.
    private static async Task<IReadOnlyList<BrokenView>> ReadBrokenViewsAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var broken = new List<BrokenView>();

        // Without a wait: the dump holds locks here, and a view on a locked table tells nothing about rights.
        await connection.ExecuteAsync("SET @ops_wait=@@lock_wait_timeout, lock_wait_timeout=0", cancellationToken);
        foreach (
            string?[] view in await connection.QueryStringsAsync(
                "SELECT table_schema, table_name, definer FROM information_schema.views "
                    + $"WHERE security_type = 'DEFINER' AND table_schema NOT IN {Schemas.OfServer} ORDER BY 1, 2",
                cancellationToken
            )
        )
        {
            string name = SqlQuote.Name(view[0]!, view[1]!);
            try
            {
                await connection.ExecuteAsync($"PREPARE ops_view FROM {SqlQuote.Text($"SELECT * FROM {name}")}", cancellationToken);
            }
            catch (ServerErrorException lacks) when (lacks.Number is 1356 or 1370 or 1142 or 1143)
            {
                broken.Add(new BrokenView(name, Key(view[2]!), $"error {lacks.Number}"));
            }
            catch (OpsException other) when (other is ServerErrorException or ServerBusyException or AccountRefusedException)
            {
                // Any other reason is not about rights. A definer that does not exist gives 1449, or 1045 to an account without SUPER.
            }
        }

        await connection.ExecuteAsync("SET lock_wait_timeout=@ops_wait", cancellationToken);
        return broken;
    }

    // The catalogue writes a role as "name@" or "name". Hosts are compared without case.
    private static string Key(string account)
    {
        int at = account.LastIndexOf('@');
        return at < 0 ? account
            : at == account.Length - 1 ? account[..at]
            : account[..at] + account[at..].ToLowerInvariant();
    }
}

/// <param name="Name">Quoted, with its schema.</param>
/// <param name="Definer">The account or role.</param>
internal sealed record BrokenView(string Name, string Definer, string Error);
