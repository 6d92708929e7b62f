using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

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
