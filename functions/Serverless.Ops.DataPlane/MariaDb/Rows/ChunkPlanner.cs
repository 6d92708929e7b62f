using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Cuts a large table into ranges of its primary key, so that several connections can read the table and later load it.
/// The boundaries are keys of real rows, found by a walk along the key in the snapshot. So any keys give even chunks.
/// </summary>
internal static class ChunkPlanner
{
    public static async Task<IReadOnlyList<ChunkWork>> PlanAsync(
        MariaDbConnection connection,
        TableDefinition table,
        long chunkBytes,
        CancellationToken cancellationToken
    )
    {
        long chunks = table.DataBytes / chunkBytes;
        if (table.Key.Count == 0 || chunks < 2 || table.EstimatedRows < chunks)
        {
            return [new ChunkWork(table, "", table.DataBytes)];
        }

        connection.Activity = $"cutting {table.QuotedName} into chunks";
        var work = new List<ChunkWork>();
        string[]? last = null;
        while (await FindBoundaryAsync(connection, table, last, table.EstimatedRows / chunks, cancellationToken) is { } next)
        {
            work.Add(new ChunkWork(table, Where(table.Key, last, next), chunkBytes));
            last = next;
        }

        work.Add(new ChunkWork(table, Where(table.Key, last, null), chunkBytes));
        return work;
    }

    private static async Task<string[]?> FindBoundaryAsync(
        MariaDbConnection connection,
        TableDefinition table,
        string[]? after,
        long rows,
        CancellationToken cancellationToken
    )
    {
        string columns = string.Join(',', table.Key.Select(column => SqlQuote.Name(column.Name)));
        ResultReader result = await connection.QueryAsync(
            $"SELECT {columns} FROM {table.QuotedName} FORCE INDEX (PRIMARY){Where(table.Key, after, null)} "
                + $"ORDER BY {columns} LIMIT 1 OFFSET {rows}",
            cancellationToken
        );
        string[]? found = null;
        while (await result.FillAsync(cancellationToken))
        {
            while (result.TryRead(out ReadOnlySpan<byte> row))
            {
                found = ReadLiterals(row, table.Key);
            }
        }

        return found;
    }

    private static string[] ReadLiterals(ReadOnlySpan<byte> row, IReadOnlyList<KeyColumn> key)
    {
        var cursor = new SpanReader<ShortPacket>(row);
        string[] literals = new string[key.Count];
        for (int i = 0; i < literals.Length; i++)
        {
            cursor.TryReadField(out ReadOnlySpan<byte> value);
            string? prefix = key[i].LiteralPrefix;
            literals[i] =
                prefix is null ? Encoding.ASCII.GetString(value)
                : value.IsEmpty ? "''"
                : prefix + Convert.ToHexString(value);
        }

        return literals;
    }

    // The range (after, to]. Written out column by column, since the optimizer makes no range of a row comparison.
    private static string Where(IReadOnlyList<KeyColumn> key, string[]? after, string[]? to)
    {
        string[] conditions = [.. new[] { Compare(key, after, ">", ">"), Compare(key, to, "<", "<=") }.OfType<string>()];
        return conditions.Length == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
    }

    private static string? Compare(IReadOnlyList<KeyColumn> key, string[]? values, string before, string atLast)
    {
        if (values is null)
        {
            return null;
        }

        var alternatives = new List<string>();
        for (int depth = 0; depth < values.Length; depth++)
        {
            IEnumerable<string> equal = Enumerable.Range(0, depth).Select(i => $"{SqlQuote.Name(key[i].Name)} = {values[i]}");
            string differs = $"{SqlQuote.Name(key[depth].Name)} {(depth == values.Length - 1 ? atLast : before)} {values[depth]}";
            alternatives.Add($"({string.Join(" AND ", equal.Append(differs))})");
        }

        return $"({string.Join(" OR ", alternatives)})";
    }
}

/// <summary>A part of a table that one connection reads. An empty condition means all rows.</summary>
internal sealed record ChunkWork(TableDefinition Table, string Condition, long EstimatedBytes);
