using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Reads a part of a table and stores the rows as INSERT text. A part that is longer than estimated becomes more than one object.
/// </summary>
internal sealed class ChunkWriter(IObjectStore store, string setPrefix, Func<TableDefinition, string> nextName, DumpOptions options)
{
    private const int FlushBytes = 256 * 1024;

    /// <param name="text">
    /// An empty buffer of the caller, reused for chunk after chunk. Large rows then grow one buffer once, not a new buffer in each chunk.
    /// </param>
    public async Task<ReadChunks> ReadAsync(
        MariaDbConnection connection,
        ChunkWork work,
        TextBuffer text,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = $"reading {work.Table.QuotedName}";
        OrderDigest? order = work.Table.OrderIsByPrimaryKey ? null : new OrderDigest();
        var chunks = new List<ChunkEntry>();
        foreach (string? partition in work.Table.Reads)
        {
            if (
                work.Table.Period is { } period
                && await ReadMomentsAsync(connection, work.Table, period, partition, text, cancellationToken) is { } moments
            )
            {
                chunks.Add(moments);
            }

            ResultReader rows = await connection.QueryAsync(work.Table.SelectStatement(partition) + Condition(work), cancellationToken);
            string header = Header(work.Table) + (partition is null ? "" : HistoryPartitions.NextStatement(work.Table));
            while (await rows.FillAsync(cancellationToken))
            {
                if (await ReadObjectAsync(rows, work.Table, header, order, text, cancellationToken) is { } chunk)
                {
                    chunks.Add(chunk with { Partition = partition });
                    header = Header(work.Table);
                }
            }
        }

        return new ReadChunks(
            chunks,
            order is not null && chunks.Exists(chunk => chunk.AsStatements == true)
                ? (await TableDigest.ReadAsync(connection, work, text, cancellationToken)).Order // the rows were not read by one scan
                : order?.ToString()
        );
    }

    // A table with a history is read in one piece, so its work has no condition.
    private static string Condition(ChunkWork work) => work.Table.Period is { } period ? $" WHERE NOT ({period.IsMoment})" : work.Condition;

    private Task<ChunkEntry?> ReadMomentsAsync(
        MariaDbConnection connection,
        TableDefinition table,
        TablePeriod period,
        string? partition,
        TextBuffer text,
        CancellationToken cancellationToken
    ) => new MomentChunk(store, setPrefix, nextName, options, table, period).ReadAsync(connection, partition, text, cancellationToken);

    /// <summary>The first lines of each chunk. They set the session, so that a chunk can be piped into any client.</summary>
    public static string Header(TableDefinition table) =>
        "SET NAMES binary;\n"
        + "SET SESSION time_zone='+00:00', sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', "
        + "foreign_key_checks=0, check_constraint_checks=0;\n"
        + (table.WithHistory ? "SET SESSION system_versioning_insert_history=1;\n" : "");

    private async Task<ChunkEntry?> ReadObjectAsync(
        ResultReader rows,
        TableDefinition table,
        string header,
        OrderDigest? order,
        TextBuffer text,
        CancellationToken cancellationToken
    )
    {
        var rowText = new RowText(table, order);
        byte[] insert = Encoding.UTF8.GetBytes($"{table.Insert} ({table.ColumnList}) VALUES\n");
        CompressedObject? target = null;
        try
        {
            string name = "";
            long count = 0;
            long statement = 0;
            do
            {
                while (
                    (target?.TextBytes ?? 0) + text.Length < options.ChunkTextBytes
                    && text.Length < FlushBytes
                    && rows.TryRead(out ReadOnlySpan<byte> row)
                )
                {
                    if (count == 0)
                    {
                        text.Append(Encoding.UTF8.GetBytes(header));
                    }

                    text.Append(statement == 0 ? insert : ",\n"u8);
                    int start = text.Length;
                    rowText.Append(row, text);
                    count++;
                    statement += text.Length - start;
                    if (statement >= options.StatementBytes)
                    {
                        text.Append(";\n"u8);
                        statement = 0;
                    }
                }

                if (count == 0)
                {
                    return null;
                }

                if (text.Length >= FlushBytes || target is null)
                {
                    if (target is null)
                    {
                        name = nextName(table);
                        target = await CompressedObject.CreateAsync(store, setPrefix + name, options.CompressionLevel, cancellationToken);
                    }

                    await target.WriteAsync(text.Written, cancellationToken);
                    text.Clear();
                }
            } while (target.TextBytes + text.Length < options.ChunkTextBytes && await rows.FillAsync(cancellationToken));

            if (statement > 0)
            {
                text.Append(";\n"u8);
            }

            await target.WriteAsync(text.Written, cancellationToken);
            text.Clear();
            ObjectDescription stored = await target.CompleteAsync(cancellationToken);
            return new ChunkEntry(
                name,
                count,
                target.TextBytes,
                rowText.RowsDigest.ToString(),
                stored.Bytes,
                stored.Sha256!,
                rowText.GeneratedDigest?.ToString()
            );
        }
        finally
        {
            if (target is not null)
            {
                await target.DisposeAsync();
            }
        }
    }
}

/// <summary>The stored rows of one part of a table.</summary>
/// <param name="Chunks">In the order in which they were read; their names are in the same order.</param>
/// <param name="OrderDigest">Null when the table's primary key decides the order of its rows.</param>
internal sealed record ReadChunks(IReadOnlyList<ChunkEntry> Chunks, string? OrderDigest);
