using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>Compares all objects that are not tables, statement by statement.</summary>
internal static class ObjectComparison
{
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
                !item.Statements.SequenceEqual(other.Statements, StringComparer.Ordinal)
                || (item.SqlMode, item.CharacterSet, item.Collation) != (other.SqlMode, other.CharacterSet, other.Collation)
            )
            {
                differences.Add($"{item.Kind} {Name(item)} differs");
            }
        }

        differences.AddRange(left.Values.Select(item => $"{item.Kind} {Name(item)} is not in the set"));
        return differences;
    }

    private static (string Kind, string Schema, string Name) Key(SchemaObject item) => (item.Kind, item.Schema, item.Name);

    private static string Name(SchemaObject item) => item.Schema.Length == 0 ? item.Name : $"{item.Schema}.{item.Name}";
}
