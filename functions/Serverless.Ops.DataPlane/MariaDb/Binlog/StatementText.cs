using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog;

/// <summary>Judges a statement by its first words; comments before and between them do not count.</summary>
internal static class StatementText
{
    public static bool StartsWith(ReadOnlySpan<byte> sql, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            sql = SkipBlanks(sql);
            if (sql.Length < word.Length || !Ascii.EqualsIgnoreCase(sql[..word.Length], word)
                || (sql.Length > word.Length && (char.IsAsciiLetterOrDigit((char)sql[word.Length]) || sql[word.Length] == (byte)'_')))
            {
                return false;
            }

            sql = sql[word.Length..];
        }

        return true;
    }

    // The server writes DROP /*!40005 TEMPORARY */ TABLE: what such a comment holds counts.
    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> sql)
    {
        while (!sql.IsEmpty)
        {
            if (sql[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                sql = sql[1..];
            }
            else if (sql.StartsWith("/*!"u8) || sql.StartsWith("/*M!"u8))
            {
                sql = sql[(sql.IndexOf((byte)'!') + 1)..];
                sql = sql[Math.Max(0, sql.IndexOfAnyExceptInRange((byte)'0', (byte)'9'))..];
            }
            else if (sql.StartsWith("*/"u8))
            {
                sql = sql[2..];
            }
            else if (sql.StartsWith("/*"u8) && sql.IndexOf("*/"u8) is var end and > 0)
            {
                sql = sql[(end + 2)..];
            }
            else
            {
                break;
            }
        }

        return sql;
    }
}
