using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>
/// One column, key or constraint as SHOW CREATE TABLE prints it, a line each. Names and comments may hold anything, keywords and backticks too:
/// what a line says is looked for outside of both. https://mariadb.com/kb/en/identifier-names/ and https://mariadb.com/kb/en/string-literals/
/// </summary>
internal static partial class DefinitionLine
{
    /// <summary>The name of the column that the line defines, in its backticks, or null when it defines none.</summary>
    public static string? ColumnName(string line) => Column().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The text without what stands between quotes and backticks; these stay, so that the form can still be seen.</summary>
    public static string Bare(string text) => Quoted().Replace(text, match => match.ValueSpan[0] == '`' ? "``" : "''");

    /// <summary>All names that the text has between backticks, without them.</summary>
    public static IEnumerable<string> Names(string text) =>
        Quoted().Matches(text).Where(match => match.ValueSpan[0] == '`')
            .Select(match => match.Value[1..^1].Replace("``", "`", StringComparison.Ordinal));

    [GeneratedRegex("^  (`(?:[^`]|``)+`) ")]
    private static partial Regex Column();

    [GeneratedRegex(@"`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
