using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>Databases that are never part of a set, and the statement that makes one that is.</summary>
internal static class Schemas
{
    /// <summary>Where a restore keeps notes about itself on its target; never part of a set.</summary>
    public const string Notes = "serverless_ops_restore";

    /// <summary>Databases that belong to the server itself, and the restore's notes, in the form that IN takes: a fresh instance has its own.</summary>
    public const string OfServer = $"('mysql','information_schema','performance_schema','sys','{Notes}')";

    public static string Create(SchemaEntry schema) =>
        $"CREATE DATABASE {SqlQuote.Name(schema.Name)} CHARACTER SET {schema.CharacterSet} COLLATE {schema.Collation}"
        + (schema.Comment.Length == 0 ? "" : $" COMMENT {SqlQuote.Text(schema.Comment)}");
}
