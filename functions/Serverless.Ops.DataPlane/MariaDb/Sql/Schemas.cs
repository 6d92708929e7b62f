using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>The databases that no set carries, and the statement that creates a carried one.</summary>
internal static class Schemas
{
    /// <summary>The database on a target that holds the restore's notes. No set carries it.</summary>
    public const string Notes = "serverless_ops_restore";

    /// <summary>
    /// The server's own databases and the restore's notes, in the form that IN takes. A fresh instance has its own.
    /// </summary>
    public const string OfServer = $"('mysql','information_schema','performance_schema','sys','{Notes}')";

    public static string Create(SchemaEntry schema) =>
        $"CREATE DATABASE {SqlQuote.Name(schema.Name)} CHARACTER SET {schema.CharacterSet} COLLATE {schema.Collation}"
        + (schema.Comment.Length == 0 ? "" : $" COMMENT {SqlQuote.Text(schema.Comment)}");
}
