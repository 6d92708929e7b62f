using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>Reads the form and the counter out of a table's CREATE statement.</summary>
internal static partial class CreateStatement
{
    // The server marks columns that store times like old servers. A newly created table has the same values in the present form.
    private const string OldTimes = " /* mariadb-5.3 */";

    /// <summary>The statement without its AUTO_INCREMENT counter, which new rows move, and without the mark of old time columns.</summary>
    public static string Form(string statement) => AutoIncrement().Replace(statement, "").Replace(OldTimes, "", StringComparison.Ordinal);

    /// <summary>The AUTO_INCREMENT counter; 0 when the statement has none.</summary>
    public static ulong Counter(string statement) =>
        AutoIncrement().Match(statement) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan) : 0;

    [GeneratedRegex(@"(?<=^\) .*) AUTO_INCREMENT=(\d+)", RegexOptions.Multiline)]
    private static partial Regex AutoIncrement();
}

/// <summary>
/// One line of SHOW CREATE TABLE: a column, key or constraint. Names and comments may hold anything, also keywords and backticks.
/// <see cref="Sql.SqlQuote.Bare"/> gives the text outside of both. https://mariadb.com/kb/en/show-create-table/
/// </summary>
internal static partial class DefinitionLine
{
    /// <summary>The name of the column that the line defines, in its backticks. Null when the line defines no column.</summary>
    public static string? ColumnName(string line) => Column().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^  (`(?:[^`]|``)+`) ")]
    private static partial Regex Column();
}
