using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Reads functions that a shared library implements. The library itself must be in the target's plugin_dir.
/// https://mariadb.com/kb/en/create-function-udf/
/// </summary>
internal static class LibraryFunctionReader
{
    public const string Kind = "library function";

    public static async Task<IReadOnlyList<SchemaObject>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading library functions";
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            "SELECT name, ret, dl, type FROM mysql.func ORDER BY name",
            cancellationToken
        );
        return [.. rows.Select(row => new SchemaObject(Kind, "", row[0]!, [Create(row)], "", "", ""))];
    }

    // The numbers are those of the server's enum Item_result.
    private static string Create(string?[] row)
    {
        string type = row[1] switch
        {
            "0" => "STRING",
            "1" => "REAL",
            "2" => "INTEGER",
            "4" => "DECIMAL",
            _ => throw new CannotCarryException(
                $"Function {SqlQuote.Name(row[0]!)}",
                $"it returns the unknown type {row[1]}",
                "create the function again, or drop it."
            ),
        };
        return $"CREATE {(row[3] == "aggregate" ? "AGGREGATE " : "")}FUNCTION {SqlQuote.Name(row[0]!)} "
            + $"RETURNS {type} SONAME {SqlQuote.Text(row[2]!)}";
    }
}
