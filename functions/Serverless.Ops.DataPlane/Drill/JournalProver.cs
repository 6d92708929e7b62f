using System.Text;
using MySqlConnector;
using Serverless.Ops.Domain.Drill;
using Serverless.Ops.Domain.Progress;

namespace Serverless.Ops.DataPlane.Drill;

/// <summary>Reads the rows that a journal names and judges each of its transactions.</summary>
/// <param name="connection">Open; only read from.</param>
/// <param name="schemaOf">The database that holds a table, or null when the set has no such table.</param>
public sealed class JournalProver(MySqlConnection connection, Func<string, string?> schemaOf, IProgressSink progress)
{
    private const int BatchEntries = 250;

    public async Task<JournalProofReport> ProveAsync(Stream journal, DateTimeOffset target, CancellationToken cancellationToken)
    {
        var proof = new JournalProof(target);
        using var lines = new StreamReader(journal, Encoding.UTF8);
        var batch = new List<JournalEntry>(BatchEntries);
        long number = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            batch.Add(JournalLine.Read(line, ++number));
            if (batch.Count == BatchEntries)
            {
                await JudgeAsync(proof, batch, cancellationToken);
                batch.Clear();
                progress.Report("prove the journal", number, 0, "transactions");
            }
        }

        await JudgeAsync(proof, batch, cancellationToken);
        progress.Report("prove the journal", number, number, "transactions");
        return proof.Finish();
    }

    private async Task JudgeAsync(JournalProof proof, List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RowKey, List<IReadOnlyDictionary<string, string?>>>();
        foreach (IGrouping<RowShape, JournalRow> shape in entries.SelectMany(entry => entry.Rows).GroupBy(RowShape.Of))
        {
            await ReadAsync(shape.Key, [.. shape], found, cancellationToken);
        }

        foreach (JournalEntry entry in entries)
        {
            proof.Judge(entry, [.. entry.Rows.Select(row => JournalProof.StateOf(row, found.GetValueOrDefault(RowKey.Of(row)) ?? []))]);
        }
    }

    private async Task ReadAsync(
        RowShape shape, IReadOnlyList<JournalRow> rows, Dictionary<RowKey, List<IReadOnlyDictionary<string, string?>>> found, CancellationToken cancellationToken)
    {
        string schema = schemaOf(shape.Table)
            ?? throw new JournalTableUnknownException(shape.Table);
        await using var command = new MySqlCommand("", connection) { CommandTimeout = 0 };
        var sql = new StringBuilder("select ");
        sql.AppendJoin(", ", shape.Columns.Select(column => $"cast({Quoted(column)} as char)"));
        sql.Append($" from {Quoted(schema)}.{Quoted(shape.Table)} where ");
        for (int i = 0; i < rows.Count; i++)
        {
            sql.Append(i == 0 ? "(" : " or (").AppendJoin(" and ", shape.KeyColumns.Select((column, c) => $"{Quoted(column)} = @p{i}_{c}")).Append(')');
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

            RowKey key = RowKey.Of(shape, row);
            (found.TryGetValue(key, out List<IReadOnlyDictionary<string, string?>>? list) ? list : found[key] = []).Add(row);
        }
    }

    private static string Quoted(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";
}
