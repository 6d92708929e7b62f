using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>Reads a table's CREATE statement, and its form and its counter.</summary>
internal static partial class CreateStatement
{
    // The server marks columns that store times like old servers. A newly created table has the same values in the present form.
    private const string OldTimes = " /* mariadb-5.3 */";

    /// <exception cref="NotTextException"/>
    public static async Task<string> ReadAsync(MariaDbConnection connection, string quotedTable, CancellationToken cancellationToken)
    {
        byte[] shown = (await connection.QueryBytesAsync($"SHOW CREATE TABLE {quotedTable}", cancellationToken))[0][1]!;
        byte[] statement = Utf8.IsValid(shown) ? shown : WithHexadecimal(shown);
        return Utf8.IsValid(statement) ? Encoding.UTF8.GetString(statement) : throw new NotTextException(connection.Activity);
    }

    /// <summary>The statement without its AUTO_INCREMENT counter, which new rows move, and without the mark of old time columns.</summary>
    public static string Form(string statement) => AutoIncrement().Replace(statement, "").Replace(OldTimes, "", StringComparison.Ordinal);

    /// <summary>
    /// The statement's lines. The server prints one column, key or constraint a line. The name of a key, constraint or partition may have
    /// line breaks of its own; the server escapes those of comments and strings.
    /// </summary>
    public static IReadOnlyList<string> Lines(string statement)
    {
        var lines = new List<string>();
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < statement.Length; i++)
        {
            char c = statement[i];
            if (quote == '\'' && c == '\\')
            {
                i++;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote; // a doubled quote ends the text and begins it again
            }
            else if (c is '`' or '\'')
            {
                quote = c;
            }
            else if (c == '\n')
            {
                lines.Add(statement[start..i]);
                start = i + 1;
            }
        }

        lines.Add(statement[start..]);
        return lines;
    }

    /// <summary>The AUTO_INCREMENT counter; 0 when the statement has none.</summary>
    public static ulong Counter(string statement) =>
        AutoIncrement().Match(statement) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan) : 0;

    // The server prints the default of a binary column as its bytes. In hexadecimal they are text, and the server stores the same.
    private static byte[] WithHexadecimal(byte[] shown) =>
        Encoding.Latin1.GetBytes(
            SqlQuote.ReplaceStrings(
                Encoding.Latin1.GetString(shown),
                literal =>
                    Utf8.IsValid(Encoding.Latin1.GetBytes(literal)) ? null : Encoding.Latin1.GetBytes(SqlQuote.UnescapedString(literal))
            )
        );

    [GeneratedRegex(@"(?<=^\) .*) AUTO_INCREMENT=(\d+)", RegexOptions.Multiline)]
    private static partial Regex AutoIncrement();
}

/// <summary>
/// One line of SHOW CREATE TABLE: a column, key or constraint. Names and comments may hold anything, also keywords and backticks.
/// <see cref="SqlQuote.Bare"/> gives the text outside of both. https://mariadb.com/kb/en/show-create-table/
/// </summary>
internal static partial class DefinitionLine
{
    /// <summary>The name of the column that the line defines, in its backticks. Null when the line defines no column.</summary>
    public static string? ColumnName(string line) => Column().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^  (`(?:[^`]|``)+`) ")]
    private static partial Regex Column();
}
