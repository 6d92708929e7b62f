using System.Text;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>
/// Compares all objects that are not tables, statement by statement. A definer with backticks, with double quotes and without quotes is the
/// same: the server stores a trigger's statement with its definer as the session's sql_quote_show_create and sql_mode printed it.
/// </summary>
internal static partial class ObjectComparison
{
    // As SqlQuote.Text writes it.
    private const string Value = @"'(?:[^'\\]|\\.)*'";

    private const string BeforeGrantor =
        $@"INSERT INTO mysql\.(?:tables_priv \([^)]*\) VALUES \((?:{Value}, ){{4}}|procs_priv \([^)]*\) VALUES \((?:{Value}, ){{5}})";

    public static IReadOnlyList<string> Compare(IReadOnlyList<SchemaObject> expected, IReadOnlyList<SchemaObject> found)
    {
        var left = found.ToDictionary(Key);
        var differences = new List<string>();
        foreach (SchemaObject item in expected)
        {
            if (!left.Remove(Key(item), out SchemaObject? other))
            {
                differences.Add($"{item.Kind} {Name(item)} is missing");
            }
            else if (
                !item.Statements.Select(Meant).SequenceEqual(other.Statements.Select(Meant), StringComparer.Ordinal)
                || (item.SqlMode, item.CharacterSet, item.Collation) != (other.SqlMode, other.CharacterSet, other.Collation)
            )
            {
                differences.Add($"{item.Kind} {Name(item)} differs");
            }
        }

        differences.AddRange(left.Values.Select(item => $"{item.Kind} {Name(item)} is not in the set"));
        return differences;
    }

    private static string Meant(string statement) => Grantor().Replace(Quote(statement), "$1''");

    // Who granted is not carried. The server notes the host from which that account logged in, and no log tells this host.
    [GeneratedRegex($"^({BeforeGrantor}){Value}")]
    private static partial Regex Grantor();

    private static string Quote(string statement) =>
        Definer()
            .Replace(
                ObjectStatement.TextOf(statement, Encoding.Latin1),
                match =>
                    $"CREATE DEFINER={QuoteName(match.Groups[1].Value)}"
                    + $"{(match.Groups[2].Success ? $"@{QuoteName(match.Groups[2].Value)}" : "")} "
            );

    private static string QuoteName(string name) =>
        name[0] switch
        {
            '`' => name,
            '"' => SqlQuote.Name(name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)),
            _ => SqlQuote.Name(name),
        };

    private static (string Kind, string Schema, string Name) Key(SchemaObject item) => (item.Kind, item.Schema, item.Name);

    private static string Name(SchemaObject item) => item.Schema.Length == 0 ? item.Name : $"{item.Schema}.{item.Name}";

    // Without sql_quote_show_create the server quotes only names that need it. A role has no host.
    [GeneratedRegex("""^CREATE DEFINER=(`(?:[^`]|``)*`|"(?:[^"]|"")*"|[^`"\s@]+)(?:@(`(?:[^`]|``)*`|"(?:[^"]|"")*"|[^`"\s]+))? """)]
    private static partial Regex Definer();
}
