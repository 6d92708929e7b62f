using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// The one place that quotes names and values for statements, and takes quotes away again.
/// https://mariadb.com/kb/en/identifier-names/, https://mariadb.com/kb/en/string-literals/ and https://mariadb.com/kb/en/hexadecimal-literals/
/// </summary>
public static partial class SqlQuote
{
    public static string Name(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string Name(string schema, string name) => $"{Name(schema)}.{Name(name)}";

    /// <summary>A string literal that means the same under any sql_mode but NO_BACKSLASH_ESCAPES, which our own sessions never set.</summary>
    public static string Text(string value)
    {
        var quoted = new StringBuilder("'", value.Length + 2);
        foreach (char c in value)
        {
            quoted.Append(
                c switch
                {
                    '\'' => "\\'",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\0' => "\\0",
                    _ => c.ToString(),
                }
            );
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>A string literal that means the same under every sql_mode, also one that the log has set.</summary>
    /// <exception cref="ArgumentException">The value has a backslash: no literal of it means the same under every sql_mode.</exception>
    public static string PlainText(string value) =>
        value.Contains('\\', StringComparison.Ordinal)
            ? throw new ArgumentException(
                $"'{value}' has a backslash. Quote it with Text, in a session whose sql_mode is known.",
                nameof(value)
            )
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A hexadecimal literal: a binary string that means the same under every sql_mode and character set.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) => $"x'{Convert.ToHexStringLower(bytes)}'";

    /// <summary>Writes the same literal without a string for it.</summary>
    public static void Hex(ReadOnlySpan<byte> bytes, IBufferWriter<byte> target)
    {
        target.Write("x'"u8);
        Convert.TryToHexStringLower(bytes, target.GetSpan((2 * bytes.Length) + 1), out int written);
        target.Advance(written);
        target.Write("'"u8);
    }

    /// <summary>The name that stands between backticks.</summary>
    /// <param name="between">Without the outer backticks.</param>
    public static string Unquoted(string between) => between.Replace("``", "`", StringComparison.Ordinal);

    /// <summary>All names that the text has between backticks, without them.</summary>
    public static IEnumerable<string> Names(string text) =>
        Quoted().Matches(text).Where(match => match.ValueSpan[0] == '`').Select(match => Unquoted(match.Value[1..^1]));

    /// <summary>The text without what stands between quotes and backticks; these stay, so that the form can still be seen.</summary>
    public static string Bare(string text) => Quoted().Replace(text, match => match.ValueSpan[0] == '`' ? "``" : "''");

    // As the server prints its own definitions: a string has no double quotes, and a backslash escapes.
    [GeneratedRegex(@"`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
