using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// Writes text in the character set of a client, as a session's character_set_client names it.
/// https://mariadb.com/kb/en/supported-character-sets-and-collations/
/// </summary>
internal static class ClientText
{
    private const int NoPad = 1024;
    private const int Uca1400 = 2048;
    private const int Binary = 63;

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

    // Names that a client sends as binary are UTF-8 for the server. From 2048 on: the collations uca1400 of utf8mb3, then of utf8mb4.
    private static bool IsUtf8(int collation) =>
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
