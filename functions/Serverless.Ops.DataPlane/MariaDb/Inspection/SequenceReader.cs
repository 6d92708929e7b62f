using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>Reads sequences with their state. https://mariadb.com/kb/en/create-sequence/</summary>
internal static class SequenceReader
{
    private const string State = "next_not_cached_value, minimum_value, maximum_value, start_value, increment, cache_size, cycle_option, cycle_count";

    public static async Task<IReadOnlyList<SchemaObject>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading sequences";
        var sequences = new List<SchemaObject>();
        foreach (string?[] row in await connection.QueryStringsAsync(
            $"SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'SEQUENCE' AND table_schema NOT IN {Sql.SystemSchemas} ORDER BY 1, 2",
            cancellationToken))
        {
            string quoted = Sql.Name(row[0]!, row[1]!);
            string create = (await connection.QueryStringsAsync($"SHOW CREATE SEQUENCE {quoted}", cancellationToken))[0][1]!;
            create = create.Replace($"CREATE SEQUENCE {Sql.Name(row[1]!)}", $"CREATE SEQUENCE {quoted}", StringComparison.Ordinal);
            string?[] state = (await connection.QueryStringsAsync($"SELECT {State} FROM {quoted}", cancellationToken))[0];
            sequences.Add(new SchemaObject(
                "sequence", row[0]!, row[1]!, [create, $"INSERT INTO {quoted} VALUES ({string.Join(',', state)})"], "", "", ""));
        }

        return sequences;
    }
}
