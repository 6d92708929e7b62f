using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// Names of databases and tables whose folder or file is not in the server's encoding for file names: old servers, or copied files. A
/// server shows such a name behind #mysql50#, and makes none (errors 1102 and 1103).
/// https://mariadb.com/kb/en/identifier-to-file-name-mapping/
/// </summary>
internal static class EncodedNames
{
    private const string Prefix = "#mysql50#";

    /// <exception cref="CannotCarryException"/>
    public static void RequireDatabases(IEnumerable<string> names)
    {
        if (names.FirstOrDefault(IsOfOldServer) is { } name)
        {
            throw new CannotCarryException(
                $"Database {SqlQuote.Name(name)}",
                "the name of its folder is not in the server's encoding, and no server makes such a database",
                $"run ALTER DATABASE {SqlQuote.Name(name)} UPGRADE DATA DIRECTORY NAME; if that is not a database, move the folder away."
            );
        }
    }

    /// <exception cref="CannotCarryException"/>
    public static void RequireTable(string schema, string name)
    {
        if (IsOfOldServer(name))
        {
            throw new CannotCarryException(
                $"Table {SqlQuote.Name(schema, name)}",
                "the name of its file is not in the server's encoding, and no server makes such a table",
                $"run RENAME TABLE {SqlQuote.Name(schema, name)} TO {SqlQuote.Name(schema, name[Prefix.Length..])}, or move its files away."
            );
        }
    }

    private static bool IsOfOldServer(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
