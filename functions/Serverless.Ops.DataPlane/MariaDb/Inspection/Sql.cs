using System.Text;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>Quoting for statements that we put together. https://mariadb.com/kb/en/identifier-names/ and https://mariadb.com/kb/en/string-literals/</summary>
internal static class Sql
{
    /// <summary>Where a restore keeps notes about itself on its target; never part of a set.</summary>
    public const string NotesSchema = "serverless_ops_restore";

    /// <summary>Databases that belong to the server itself, and the restore's notes: a fresh instance has its own.</summary>
    public const string SystemSchemas = $"('mysql','information_schema','performance_schema','sys','{NotesSchema}')";

    public static string CreateDatabase(SchemaEntry schema) =>
        $"CREATE DATABASE {Name(schema.Name)} CHARACTER SET {schema.CharacterSet} COLLATE {schema.Collation}"
        + (schema.Comment.Length == 0 ? "" : $" COMMENT {Text(schema.Comment)}");

    public static string Name(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string Name(string schema, string name) => $"{Name(schema)}.{Name(name)}";

    /// <summary>A string literal that means the same under any sql_mode but NO_BACKSLASH_ESCAPES, which our sessions never set.</summary>
    public static string Text(string value)
    {
        var quoted = new StringBuilder("'", value.Length + 2);
        foreach (char c in value)
        {
            quoted.Append(c switch
            {
                '\'' => "\\'",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\0' => "\\0",
                _ => c.ToString(),
            });
        }

        return quoted.Append('\'').ToString();
    }
}
