using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>A table's CREATE statement as far as it says what the table is.</summary>
internal static partial class CreateStatement
{
    // On columns whose times are stored as a server of old stored them; a table that is made anew has the same values in the present form.
    private const string OldTimes = " /* mariadb-5.3 */";

    /// <summary>Without its counter, which rows move on, and without how times are stored.</summary>
    public static string Form(string statement) => AutoIncrement().Replace(statement, "").Replace(OldTimes, "", StringComparison.Ordinal);

    public static ulong Counter(string statement) =>
        AutoIncrement().Match(statement) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan) : 0;

    [GeneratedRegex(@"(?<=^\) .*) AUTO_INCREMENT=(\d+)", RegexOptions.Multiline)]
    private static partial Regex AutoIncrement();
}

/// <summary>
/// One column, key or constraint as SHOW CREATE TABLE prints it, a line each. Names and comments may hold anything, keywords and backticks too:
/// <see cref="Sql.SqlQuote.Bare"/> is what a line says outside of both. https://mariadb.com/kb/en/show-create-table/
/// </summary>
internal static partial class DefinitionLine
{
    /// <summary>The name of the column that the line defines, in its backticks, or null when it defines none.</summary>
    public static string? ColumnName(string line) => Column().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^  (`(?:[^`]|``)+`) ")]
    private static partial Regex Column();
}
