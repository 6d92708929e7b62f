using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// Text in the character set of a client, as a session's character_set_client names it. The log has statements as the client sent them.
/// https://mariadb.com/kb/en/supported-character-sets-and-collations/
/// </summary>
internal static class ClientText
{
    private const int NoPad = 1024;
    private const int Uca1400 = 2048;
    private const int Binary = 63;

    // big5, sjis, gbk and cp932: the second byte of a character may look like a quote. The first byte is never ASCII.
    private static readonly int[] Ambiguous = [1, 84, 13, 88, 28, 87, 95, 96];

    /// <param name="collation">Number of a collation of the character set; 0 when it is not known.</param>
    /// <returns>The bytes; null when this program cannot write the text in that character set.</returns>
    public static byte[]? Encode(string text, int collation)
    {
        // No client has a character set in which ASCII looks different: the server refuses ucs2, utf16 and utf32.
        if (Ascii.IsValid(text))
        {
            return Encoding.ASCII.GetBytes(text);
        }

        return IsUtf8(collation) ? Encoding.UTF8.GetBytes(text)
            : IsLatin1(collation) && text.All(c => c is <= '\x7F' or (>= '\xA0' and <= '\xFF')) ? Encoding.Latin1.GetBytes(text)
            : null;
    }

    /// <summary>True when a byte of a character may look like a quote.</summary>
    public static bool IsAmbiguous(int collation, ReadOnlySpan<byte> sql) => Ambiguous.Contains(Padded(collation)) && !Ascii.IsValid(sql);

    /// <summary>
    /// True when the statement may have an executable comment that not every supported server executes.
    /// https://mariadb.com/kb/en/comment-syntax/#executable-comment-syntax
    /// </summary>
    public static bool HasUncertainComment(ReadOnlySpan<byte> sql)
    {
        for (int at = sql.IndexOf("/*"u8); at >= 0; )
        {
            sql = sql[(at + 2)..];
            sql = sql.StartsWith("M!"u8) ? sql[1..] : sql;
            if (sql.StartsWith("!"u8))
            {
                int digits = sql[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                ReadOnlySpan<byte> version = digits < 0 ? sql[1..] : sql.Slice(1, digits);
                if (!version.IsEmpty && !(int.TryParse(version, out int number) && number is < 50700 or (>= 100000 and <= 100500)))
                {
                    return true;
                }
            }

            at = sql.IndexOf("/*"u8);
        }

        return false;
    }

    /// <summary>True when a name in a statement is UTF-8.</summary>
    // Names that a client sends as binary are UTF-8 for the server. From 2048 on: the collations uca1400 of utf8mb3, then of utf8mb4.
    public static bool IsUtf8(int collation) =>
        collation is Binary or (>= Uca1400 and < 2560)
        || Padded(collation)
            is 33
                or 45
                or 46
                or 83
                or 223
                or (>= 192 and <= 215)
                or (>= 224 and <= 247)
                or (>= 576 and <= 578)
                or (>= 608 and <= 610);

    // The server's latin1 is Windows-1252. The two agree from A0 on, and below 80.
    private static bool IsLatin1(int collation) => Padded(collation) is 5 or 8 or 15 or 31 or 47 or 48 or 49 or 94;

    private static int Padded(int collation) => collation < Uca1400 ? collation % NoPad : collation;
}
