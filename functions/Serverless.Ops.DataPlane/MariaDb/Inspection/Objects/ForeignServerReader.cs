using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Reads the definitions of other servers with their passwords, which the server stores in plain text. CREATE SERVER is not written to the
/// binary log (10.11), so only a set carries the definitions.
/// https://mariadb.com/kb/en/create-server/ and https://mariadb.com/kb/en/mysqlservers-table/
/// </summary>
internal static class ForeignServerReader
{
    public const string Kind = "server";

    private static readonly (string Option, string Column)[] Options =
    [
        ("HOST", "Host"),
        ("DATABASE", "Db"),
        ("USER", "Username"),
        ("PASSWORD", "Password"),
        ("SOCKET", "Socket"),
        ("OWNER", "Owner"),
    ];

    /// <exception cref="CannotCarryException">A definition has an option of a later version, which this reader does not know.</exception>
    public static async Task<IReadOnlyList<SchemaObject>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading server definitions";
        await RequireKnownOptionsAsync(connection, cancellationToken);
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            $"SELECT Server_name, Wrapper, Port, {string.Join(", ", Options.Select(option => option.Column))} "
                + "FROM mysql.servers ORDER BY Server_name",
            cancellationToken
        );
        return [.. rows.Select(row => new SchemaObject(Kind, "", row[0]!, [Create(row)], "", "", ""))];
    }

    // The port is always written, since a server must have at least one option.
    private static string Create(string?[] row)
    {
        IEnumerable<string> options = Options
            .Select((option, i) => (option.Option, Value: row[i + 3]!))
            .Where(option => option.Value.Length > 0)
            .Select(option => $"{option.Option} {SqlQuote.Text(option.Value)}");
        return $"CREATE SERVER {SqlQuote.Name(row[0]!)} FOREIGN DATA WRAPPER {SqlQuote.Name(row[1]!)} "
            + $"OPTIONS ({string.Join(", ", [.. options, $"PORT {row[2]}"])})";
    }

    private static async Task RequireKnownOptionsAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        string known = string.Join(
            ", ",
            Options.Select(option => option.Column).Concat(["Server_name", "Wrapper", "Port"]).Select(SqlQuote.Text)
        );
        foreach (
            string?[] column in await connection.QueryStringsAsync(
                "SELECT column_name FROM information_schema.columns "
                    + $"WHERE table_schema = 'mysql' AND table_name = 'servers' AND column_name NOT IN ({known})",
                cancellationToken
            )
        )
        {
            IReadOnlyList<string?[]> used = await connection.QueryStringsAsync(
                $"SELECT Server_name FROM mysql.servers WHERE {SqlQuote.Name(column[0]!)} <> ''",
                cancellationToken
            );
            if (used.Count > 0)
            {
                throw new CannotCarryException(
                    $"Server definition {SqlQuote.Name(used[0][0]!)}",
                    $"it has the option {column[0]}, which this version of the suite does not know",
                    "define it without this option, or drop it."
                );
            }
        }
    }
}
