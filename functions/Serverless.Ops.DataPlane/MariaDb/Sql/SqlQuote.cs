using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// The one place that quotes names and values for statements, and removes quotes.
/// https://mariadb.com/kb/en/identifier-names/, https://mariadb.com/kb/en/string-literals/
/// and https://mariadb.com/kb/en/hexadecimal-literals/
/// </summary>
public static partial class SqlQuote
{
    public static string Name(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string Name(string schema, string name) => $"{Name(schema)}.{Name(name)}";

    /// <summary>
    /// A string literal with the same meaning under any sql_mode but NO_BACKSLASH_ESCAPES, which our own sessions never set.
    /// </summary>
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

    /// <summary>A string literal with the same meaning under every sql_mode, also under one that the log has set.</summary>
    /// <exception cref="ArgumentException">The value has a backslash: no literal for it means the same under every sql_mode.</exception>
    public static string PlainText(string value) =>
        value.Contains('\\', StringComparison.Ordinal)
            ? throw new ArgumentException(
                $"'{value}' has a backslash. Quote it with Text, in a session whose sql_mode is known.",
                nameof(value)
            )
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A hexadecimal literal: a binary string with the same meaning under every sql_mode and character set.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) => $"x'{Convert.ToHexStringLower(bytes)}'";

    /// <summary>Writes the same literal to a buffer, and creates no string.</summary>
    public static void Hex(ReadOnlySpan<byte> bytes, IBufferWriter<byte> target)
    {
        target.Write("x'"u8);
        Convert.TryToHexStringLower(bytes, target.GetSpan((2 * bytes.Length) + 1), out int written);
        target.Advance(written);
        target.Write("'"u8);
    }

    /// <summary>The name between two backticks.</summary>
    /// <param name="between">The text without the outer backticks.</param>
    public static string Unquoted(string between) => between.Replace("``", "`", StringComparison.Ordinal);

    /// <summary>All names between backticks in the text, without their backticks.</summary>
    public static IEnumerable<string> Names(string text) =>
        Quoted().Matches(text).Where(match => match.ValueSpan[0] == '`').Select(match => Unquoted(match.Value[1..^1]));

    /// <summary>
    /// The text with nothing between its quotes and backticks. The quotes and backticks stay, so that its form is still visible.
    /// </summary>
    public static string Bare(string text) => Quoted().Replace(text, match => match.ValueSpan[0] == '`' ? "``" : "''");

    /// <summary>The text with some of its strings as hexadecimal literals.</summary>
    /// <param name="bytesOf">Takes a string with its quotes, and returns the bytes of its literal; null for a string that stays.</param>
    public static string ReplaceStrings(string text, Func<string, byte[]?> bytesOf) =>
        Quoted().Replace(text, match => match.ValueSpan[0] == '\'' && bytesOf(match.Value) is { } bytes ? Hex(bytes) : match.Value);

    /// <summary>The value of a string in a definition as the server prints it.</summary>
    public static string UnescapedString(string literal) =>
        Escape()
            .Replace(
                literal[1..^1],
                match =>
                    match.Value switch
                    {
                        "\\0" => "\0",
                        "\\n" => "\n",
                        "\\r" => "\r",
                        _ => match.Value[1..],
                    }
            );

    [GeneratedRegex(@"\\.|''", RegexOptions.Singleline)]
    private static partial Regex Escape();

    // Made for definitions as the server prints them: a string has no double quotes, and a backslash escapes.
    [GeneratedRegex(@"`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
