using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>Reads accounts and roles with what they may do; a fresh instance's own accounts are left out. https://mariadb.com/kb/en/account-management-sql-commands/</summary>
internal static partial class AccountReader
{
    // root, mariadb.sys and mysql are made with every instance; ops_target is the target's, never the source's.
    private const string Own = "('root','mariadb.sys','mysql','PUBLIC','ops_target','')";

    public static async Task<IReadOnlyList<SchemaObject>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading accounts and grants";
        IReadOnlyList<string?[]> accounts = await connection.QueryStringsAsync(
            $"SELECT user, host, is_role, default_role FROM mysql.user WHERE user NOT IN {Own} ORDER BY is_role DESC, user, host", cancellationToken);
        DanglingGrants dangling = await DanglingGrants.ReadAsync(connection, cancellationToken);
        var objects = new List<SchemaObject>(accounts.Count);
        foreach (string?[] row in accounts)
        {
            bool role = row[2] == "Y";
            string quoted = role ? Sql.Name(row[0]!) : $"{Sql.Name(row[0]!)}@{Sql.Name(row[1]!)}";
            string create = role
                ? $"CREATE ROLE {quoted}"
                : (await connection.QueryStringsAsync($"SHOW CREATE USER {quoted}", cancellationToken))[0][0]!;
            IReadOnlyList<string?[]> grants = await connection.QueryStringsAsync($"SHOW GRANTS FOR {quoted}", cancellationToken);

            // A role's grants list those of the roles in it as well; they come with those roles.
            IEnumerable<string> own = grants.Select(grant => grant[0]!)
                .Where(grant => grant.Contains($" TO {quoted}", StringComparison.Ordinal) || grant.Contains($" FOR {quoted}", StringComparison.Ordinal))
                .Where(grant => !dangling.Cover(row[0]!, row[1]!, grant))
                .Select(SortColumns)
                .Order(StringComparer.Ordinal);
            objects.Add(new SchemaObject("account", "", role ? row[0]! : $"{row[0]}@{row[1]}", [create, .. own, .. dangling.StatementsOf(row[0]!, row[1]!)], "", "", ""));
        }

        return objects;
    }

    // The server prints the columns of a grant in the order of its memory, which no restore can repeat.
    private static string SortColumns(string grant) => ColumnList().Replace(
        grant, list => $"({string.Join(", ", QuotedName().Matches(list.Value).Select(name => name.Value).Order(StringComparer.Ordinal))})");

    [GeneratedRegex("\\(`(?:[^`]|``)+`(?:, `(?:[^`]|``)+`)*\\)")]
    private static partial Regex ColumnList();

    [GeneratedRegex("`(?:[^`]|``)+`")]
    private static partial Regex QuotedName();
}
