using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

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

    private Definers(ILookup<string, string> objects) => this.objects = objects;

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

        return new Definers(found.ToLookup(item => item.Definer, item => item.Item, StringComparer.Ordinal));
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

    // The catalogue writes a role as "name@" or "name". Hosts are compared without case.
    private static string Key(string account)
    {
        int at = account.LastIndexOf('@');
        return at < 0 ? account
            : at == account.Length - 1 ? account[..at]
            : account[..at] + account[at..].ToLowerInvariant();
    }
}
