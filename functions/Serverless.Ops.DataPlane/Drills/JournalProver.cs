using System.Runtime.CompilerServices;
using System.Text;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>Reads the rows that a journal names and judges each client transaction of the journal.</summary>
/// <param name="connection">An open connection. The prover only reads.</param>
/// <param name="schemaOf">Returns the database of a table, or null if the table is not in exactly one database of the set.</param>
public sealed class JournalProver(MySqlConnection connection, Func<string, string?> schemaOf, IProgressSink progress)
{
    private const int BatchEntries = 250;

    /// <param name="openJournal">Opens the journal. Called again only to name rows that no journal entry explains.</param>
    public async Task<JournalProofReport> ProveAsync(
        Func<CancellationToken, Task<Stream>> openJournal,
        DateTimeOffset target,
        DateTimeOffset? leavesOutFrom,
        CancellationToken cancellationToken
    )
    {
        var proof = new JournalProof(target, leavesOutFrom);
        var marked = new MarkedRows();
        var batch = new List<JournalEntry>(BatchEntries);
        long number = 0;
        await foreach (JournalEntry entry in ReadAsync(openJournal, cancellationToken))
        {
            batch.Add(entry);
            number++;
            if (batch.Count == BatchEntries)
            {
                await JudgeAsync(proof, marked, batch, cancellationToken);
                batch.Clear();
                progress.Report("prove the journal", number, 0, "transactions");
            }
        }

        await JudgeAsync(proof, marked, batch, cancellationToken);
        progress.Report("prove the journal", number, number, "transactions");
        await new UnexplainedRows(connection, SchemaOf).AddToAsync(
            proof,
            marked,
            () => ReadAsync(openJournal, cancellationToken),
            cancellationToken
        );
        return proof.Finish(marked.TablesWithoutMark);
    }

    private static async IAsyncEnumerable<JournalEntry> ReadAsync(
        Func<CancellationToken, Task<Stream>> openJournal,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var lines = new StreamReader(await openJournal(cancellationToken), Encoding.UTF8);
        long number = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JournalLine.Read(line, ++number);
        }
    }

    private string SchemaOf(string table) => schemaOf(table) ?? throw new JournalTableUnknownException(table);

    private async Task JudgeAsync(JournalProof proof, MarkedRows marked, List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RowKey, List<IReadOnlyDictionary<string, string?>>>();
        foreach (IGrouping<RowShape, JournalRow> shape in entries.SelectMany(entry => entry.Rows).GroupBy(RowShape.Of))
        {
            await ReadAsync(shape.Key, [.. shape], found, cancellationToken);
        }

        foreach (JournalEntry entry in entries)
        {
            var states = new List<RowState>(entry.Rows.Count);
            foreach (JournalRow row in entry.Rows)
            {
                List<IReadOnlyDictionary<string, string?>> observed = found.GetValueOrDefault(RowKey.Of(row)) ?? [];
                marked.Note(entry, row, observed);
                states.Add(JournalProof.StateOf(row, observed));
            }

            proof.Judge(entry, states);
        }
    }

    private async Task ReadAsync(
        RowShape shape,
        IReadOnlyList<JournalRow> rows,
        Dictionary<RowKey, List<IReadOnlyDictionary<string, string?>>> found,
        CancellationToken cancellationToken
    )
    {
        string schema = SchemaOf(shape.Table);
        await using var command = new MySqlCommand("", connection) { CommandTimeout = 0 };
        var sql = new StringBuilder("select ");
        sql.AppendJoin(", ", shape.Columns.Select(column => $"cast({SqlQuote.Name(column)} as char)"));
        sql.Append($" from {SqlQuote.Name(schema)}.{SqlQuote.Name(shape.Table)} where ");
        for (int i = 0; i < rows.Count; i++)
        {
            sql.Append(i == 0 ? "(" : " or (")
                .AppendJoin(" and ", shape.KeyColumns.Select((column, c) => $"{SqlQuote.Name(column)} = @p{i}_{c}"))
                .Append(')');
            for (int c = 0; c < shape.KeyColumns.Length; c++)
            {
                command.Parameters.AddWithValue($"@p{i}_{c}", rows[i].Key[shape.KeyColumns[c]]);
            }
        }

        command.CommandText = sql.ToString();
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Dictionary<string, string?>(StringComparer.Ordinal);
            for (int i = 0; i < shape.Columns.Length; i++)
            {
                row[shape.Columns[i]] = await reader.IsDBNullAsync(i, cancellationToken) ? null : reader.GetString(i);
            }

            var key = RowKey.Of(shape, row);
            (found.TryGetValue(key, out List<IReadOnlyDictionary<string, string?>>? list) ? list : found[key] = []).Add(row);
        }
    }
}

/// <summary>Identifies a row by its shape and the bytes of its key. A collation may find two keys equal; they are two rows here.</summary>
internal readonly record struct RowKey(RowShape Shape, string Values)
{
    public static RowKey Of(JournalRow row)
    {
        var shape = RowShape.Of(row);
        return new RowKey(shape, string.Join('\0', shape.KeyColumns.Select(column => row.Key[column])));
    }

    public static RowKey Of(RowShape shape, IReadOnlyDictionary<string, string?> observed) =>
        new(shape, string.Join('\0', shape.KeyColumns.Select(column => observed[column])));
}

/// <summary>Table, key columns and columns of a row. One statement reads all rows of one shape. Shapes are compared as text.</summary>
internal sealed record RowShape
{
    private readonly string text;

    private RowShape(string table, string[] keyColumns, string[] columns)
    {
        (Table, KeyColumns, Columns) = (table, keyColumns, columns);
        text = string.Join('\0', [table, "", .. keyColumns, "", .. columns]);
    }

    public string Table { get; }

    public string[] KeyColumns { get; }

    /// <summary>Key columns and value columns, each once.</summary>
    public string[] Columns { get; }

    public static RowShape Of(JournalRow row)
    {
        string[] keys = [.. row.Key.Keys.Order(StringComparer.Ordinal)];
        return new RowShape(
            row.Table,
            keys,
            [.. keys.Concat(row.After.Keys).Concat(row.Before?.Keys ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        );
    }

    public bool Equals(RowShape? other) => other is not null && text == other.text;

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The journal names a table that the restored set has in no database or in several databases.</summary>
public sealed class JournalTableUnknownException(string table)
    : PermanentException(
        $"The journal names the table '{table}', but the restored set has this table in no database or in several.",
        "check that the journal and the set belong to the same estate."
    );
