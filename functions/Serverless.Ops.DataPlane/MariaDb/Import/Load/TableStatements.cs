using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Cuts a table's CREATE statement into the part that is needed before the rows and the parts that are faster, or only possible, after
/// them. SHOW CREATE TABLE prints one column, key or constraint a line (https://mariadb.com/kb/en/show-create-table/).
/// </summary>
/// <param name="Create">CREATE TABLE with the table's full name, without deferred keys and foreign keys.</param>
/// <param name="Keys">
/// One ALTER for all plain keys together, and one ALTER for each FULLTEXT key: InnoDB builds one of these at a time.
/// </param>
/// <param name="ForeignKeys">One ALTER to run when all tables exist; null if the table has no foreign key.</param>
internal sealed record TableStatements(string Create, IReadOnlyList<string> Keys, string? ForeignKeys)
{
    public static TableStatements Cut(string schema, string name, string createStatement, bool deferKeys)
    {
        string[] lines = [.. CreateStatement.Lines(createStatement)];
        int close = Array.FindLastIndex(lines, line => line.StartsWith(") ", StringComparison.Ordinal));
        string[] items = [.. lines[1..close].Select(line => line.TrimEnd(','))];
        string? autoIncrement = items.FirstOrDefault(item => SqlQuote.Bare(item).Contains(" AUTO_INCREMENT", StringComparison.Ordinal))
            is { } column
            ? DefinitionLine.ColumnName(column)
            : null;
        string[] foreignKeys = [.. items.Where(IsForeignKey)];
        int firstLater = Array.FindLastIndex(items, item => IsKey(item) && MustStay(item, autoIncrement)) + 1;

        // Only keys after the last key that must stay, so that all keys keep their order.
        string[] later = deferKeys ? [.. items[firstLater..].Where(IsKey)] : [];
        string table = SqlQuote.Name(schema, name);
        string head = lines[0].Replace(SqlQuote.Name(name), table, StringComparison.Ordinal);
        string[] plain = [.. later.Where(key => !IsFullText(key)).Select(Add)];
        return new TableStatements(
            $"{head}\n{string.Join(",\n", items.Except(foreignKeys).Except(later))}\n{string.Join('\n', lines[close..])}",
            [
                .. plain.Length > 0 ? [$"ALTER TABLE {table} {string.Join(", ", plain)}"] : Array.Empty<string>(),
                .. later.Where(IsFullText).Select(key => $"ALTER TABLE {table} {Add(key)}"),
            ],
            foreignKeys.Length > 0 ? $"ALTER TABLE {table} {string.Join(", ", foreignKeys.Select(Add))}" : null
        );
    }

    private static string Add(string item) => "ADD " + item.TrimStart();

    private static bool IsForeignKey(string item) =>
        item.StartsWith("  CONSTRAINT ", StringComparison.Ordinal)
        && SqlQuote.Bare(item).Contains(" FOREIGN KEY (", StringComparison.Ordinal);

    private static bool IsKey(string item) =>
        item.StartsWith("  KEY ", StringComparison.Ordinal)
        || item.StartsWith("  UNIQUE KEY ", StringComparison.Ordinal)
        || IsFullText(item);

    private static bool IsFullText(string item) => item.StartsWith("  FULLTEXT KEY ", StringComparison.Ordinal);

    // The AUTO_INCREMENT column needs its key at once. WITHOUT OVERLAPS and HASH keys also check the rows, so they stay as well.
    private static bool MustStay(string key, string? autoIncrement) =>
        key.Contains("WITHOUT OVERLAPS", StringComparison.Ordinal)
        || key.Contains("USING HASH", StringComparison.Ordinal)
        || (autoIncrement is not null && key.Contains(autoIncrement, StringComparison.Ordinal));
}
