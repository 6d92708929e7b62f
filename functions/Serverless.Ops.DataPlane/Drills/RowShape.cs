using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>Rows of one shape are read by one statement: the same table, key columns and columns. Compared by its text.</summary>
internal sealed record RowShape
{
    private readonly string text;

    private RowShape(string table, string[] keyColumns, string[] columns)
    {
        (Table, KeyColumns, Columns) = (table, keyColumns, columns);
        text = string.Join('\0', [table, "", .. keyColumns, "", .. columns]);
    }

    public string Table { get; }

    public string[] KeyColumns { get; }

    /// <summary>Key columns and values, each once.</summary>
    public string[] Columns { get; }

    public static RowShape Of(JournalRow row)
    {
        string[] keys = [.. row.Key.Keys.Order(StringComparer.Ordinal)];
        return new RowShape(
            row.Table, keys,
            [.. keys.Concat(row.After.Keys).Concat(row.Before?.Keys ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    public bool Equals(RowShape? other) => other is not null && text == other.text;

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);
}
