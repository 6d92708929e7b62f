using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// The statement that makes a view, routine, trigger or event. The server keeps such a definition as bytes in the character set of the
/// client that made it, and a literal in it may have any bytes: <c>_latin1'…'</c>. A set keeps statements as UTF-8. So a definition in
/// other bytes becomes <c>EXECUTE IMMEDIATE x'…'</c>: the server takes these bytes as those of its client, and converts none.
/// https://mariadb.com/kb/en/execute-immediate/
/// </summary>
internal static class ObjectStatement
{
    private const string Head = "EXECUTE IMMEDIATE x'";

    /// <param name="definition">The bytes of SHOW CREATE, in a session with character_set_results=NULL.</param>
    /// <param name="characterSet">The object's character_set_client.</param>
    public static string Of(byte[] definition, string characterSet) =>
        Ascii.IsValid(definition) || (IsUtf8(characterSet) && System.Text.Unicode.Utf8.IsValid(definition))
            ? Encoding.UTF8.GetString(definition)
            : $"EXECUTE IMMEDIATE {SqlQuote.Hex(definition)}";

    /// <summary>The definition in a statement, to look for names in it.</summary>
    public static string TextOf(string statement, Encoding encoding) =>
        statement.StartsWith(Head, StringComparison.Ordinal)
            ? encoding.GetString(Convert.FromHexString(statement.AsSpan()[Head.Length..^1]))
            : statement;

    public static bool IsUtf8(string characterSet) => characterSet.StartsWith("utf8", StringComparison.Ordinal);
}
