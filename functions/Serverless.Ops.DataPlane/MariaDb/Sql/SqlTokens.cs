using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// Cuts a statement into tokens. Comments are left out, but the contents of an executable comment count.
/// Works for character sets in which every byte below 128 is the ASCII character. https://mariadb.com/kb/en/identifier-names/,
/// https://mariadb.com/kb/en/string-literals/, https://mariadb.com/kb/en/comment-syntax/
/// </summary>
internal ref struct SqlTokens(ReadOnlySpan<byte> sql, ulong sqlMode)
{
    /// <summary>The bit of sql_mode under which a backslash is an ordinary character.</summary>
    public const ulong NoBackslashEscapes = 1 << 20;

    private const ulong AnsiQuotes = 1 << 2;

    private readonly ReadOnlySpan<byte> sql = sql;
    private readonly bool doubleQuotesName = (sqlMode & AnsiQuotes) != 0;
    private readonly bool backslashEscapes = (sqlMode & NoBackslashEscapes) == 0;
    private int at;

    public static List<SqlToken> Read(ReadOnlySpan<byte> sql, ulong sqlMode)
    {
        var tokens = new List<SqlToken>();
        var reader = new SqlTokens(sql, sqlMode);
        while (reader.SkipBlanks())
        {
            tokens.Add(reader.Next());
        }

        return tokens;
    }

    /// <summary>
    /// True when the statement begins with these words, in any case. Creates no strings, and reads no further than the words.
    /// </summary>
    public static bool StartsWith(ReadOnlySpan<byte> sql, params ReadOnlySpan<string> words)
    {
        var reader = new SqlTokens(sql, sqlMode: 0);
        foreach (string word in words)
        {
            if (!reader.SkipBlanks() || !IsWordByte(sql[reader.at]))
            {
                return false;
            }

            int start = reader.at;
            reader.SkipWord();
            if (!Ascii.EqualsIgnoreCase(sql[start..reader.at], word))
            {
                return false;
            }
        }

        return true;
    }

    private SqlToken Next()
    {
        int start = at;
        byte first = sql[at];
        if (first is (byte)'`' or (byte)'\'' or (byte)'"')
        {
            bool isName = first == (byte)'`' || (first == (byte)'"' && doubleQuotesName);
            SkipQuoted(first, escapes: !isName && backslashEscapes);
            return Token(isName ? SqlTokenKind.Name : SqlTokenKind.Text, start, Math.Min(start + 1, at), Math.Max(start + 1, at - 1));
        }

        if (!IsWordByte(first))
        {
            at++;
            return Token(SqlTokenKind.Mark, start, start, at);
        }

        SkipWord();
        return Token(SqlTokenKind.Word, start, start, at);
    }

    private readonly SqlToken Token(SqlTokenKind kind, int start, int from, int to) =>
        new(kind, Encoding.UTF8.GetString(sql[from..to]), start, at);

    private void SkipWord()
    {
        while (at < sql.Length && IsWordByte(sql[at]))
        {
            at++;
        }
    }

    private void SkipQuoted(byte quote, bool escapes)
    {
        for (at++; at < sql.Length; at++)
        {
            if (escapes && sql[at] == (byte)'\\')
            {
                at++;
            }
            else if (sql[at] == quote)
            {
                if (at + 1 >= sql.Length || sql[at + 1] != quote)
                {
                    at++;
                    return;
                }

                at++; // a doubled quote stands for one quote
            }
        }

        at = sql.Length;
    }

    // False at the statement's end.
    private bool SkipBlanks()
    {
        while (at < sql.Length)
        {
            ReadOnlySpan<byte> rest = sql[at..];
            if (rest[0] <= (byte)' ')
            {
                at++;
            }
            else if (rest.StartsWith("/*!"u8) || rest.StartsWith("/*M!"u8))
            {
                at += rest.IndexOf((byte)'!') + 1;
                at += Math.Max(0, sql[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9'));
            }
            else if (rest.StartsWith("*/"u8))
            {
                at += 2;
            }
            else if (rest.StartsWith("/*"u8))
            {
                at += 2; // the star that opens a comment does not close it
                Skip(sql[at..].IndexOf("*/"u8), 2);
            }
            else if (rest[0] == (byte)'#' || (rest.StartsWith("--"u8) && (rest.Length == 2 || rest[2] <= (byte)' ')))
            {
                Skip(rest.IndexOf((byte)'\n'), 1);
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void Skip(int found, int length) => at = found < 0 ? sql.Length : at + found + length;

    private static bool IsWordByte(byte next) => next >= 0x80 || next is (byte)'_' or (byte)'$' || char.IsAsciiLetterOrDigit((char)next);
}

/// <summary>Kind of a token, as far as a search for names needs it.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword, a number or a name without quotes.</summary>
    Word,

    /// <summary>A quoted name.</summary>
    Name,

    /// <summary>A string.</summary>
    Text,

    /// <summary>Any other character.</summary>
    Mark,
}

/// <summary>One token of a statement.</summary>
/// <param name="Text">The token without its quotes.</param>
/// <param name="Start">Offset of its first byte, quotes included.</param>
/// <param name="End">Offset behind its last byte.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start, int End)
{
    public bool IsIdentifier => Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsMark(char mark) => Kind == SqlTokenKind.Mark && Text[0] == mark;
}
