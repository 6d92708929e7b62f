using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>Reads sequences with their state. https://mariadb.com/kb/en/create-sequence/</summary>
internal static class SequenceReader
{
    private const string State =
        "next_not_cached_value, minimum_value, maximum_value, start_value, increment, cache_size, cycle_option, cycle_count";

    public static async Task<IReadOnlyList<SchemaObject>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken) =>
        await ReadStatesAsync(connection, await ReadDefinitionsAsync(connection, cancellationToken), cancellationToken);

    /// <summary>
    /// Reads the definitions of all sequences. This looks through all tables, so do not call it while commits wait.
    /// Nothing alters a sequence while DDL is blocked.
    /// </summary>
    public static async Task<IReadOnlyList<SequenceDefinition>> ReadDefinitionsAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "listing the sequences";
        var sequences = new List<SequenceDefinition>();
        foreach (
            string?[] row in await connection.QueryStringsAsync(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'SEQUENCE' "
                    + $"AND table_schema NOT IN {Schemas.OfServer} ORDER BY 1, 2",
                cancellationToken
            )
        )
        {
            string quoted = SqlQuote.Name(row[0]!, row[1]!);
            string create = (await connection.QueryStringsAsync($"SHOW CREATE SEQUENCE {quoted}", cancellationToken))[0][1]!;
            create = create.Replace($"CREATE SEQUENCE {SqlQuote.Name(row[1]!)}", $"CREATE SEQUENCE {quoted}", StringComparison.Ordinal);
            sequences.Add(new SequenceDefinition(row[0]!, row[1]!, create));
        }

        return sequences;
    }

    public static async Task<IReadOnlyList<SchemaObject>> ReadStatesAsync(
        MariaDbConnection connection,
        IReadOnlyList<SequenceDefinition> sequences,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "reading the states of sequences";
        var objects = new List<SchemaObject>();
        foreach (SequenceDefinition sequence in sequences)
        {
            string quoted = SqlQuote.Name(sequence.Schema, sequence.Name);
            string?[] state = (await connection.QueryStringsAsync($"SELECT {State} FROM {quoted}", cancellationToken))[0];
            objects.Add(
                new SchemaObject(
                    "sequence",
                    sequence.Schema,
                    sequence.Name,
                    [sequence.CreateStatement, $"INSERT INTO {quoted} VALUES ({string.Join(',', state)})"],
                    "",
                    "",
                    ""
                )
            );
        }

        return objects;
    }
}

/// <summary>A sequence without its state.</summary>
internal sealed record SequenceDefinition(string Schema, string Name, string CreateStatement);
