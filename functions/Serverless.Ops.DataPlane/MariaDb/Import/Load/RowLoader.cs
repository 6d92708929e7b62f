using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Loads all chunks over several connections, large tables first. After a table's last chunk, builds the table's deferred keys. A table
/// whose rows are kept in the order in which they come is loaded by one connection, chunk after chunk.
/// </summary>
internal sealed class RowLoader(IObjectStore store, IProgressSink progress, string setPrefix, long totalBytes)
{
    private long loadedBytes;
    private long loadTicks;
    private long keyTicks;

    public double LoadSeconds => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref loadTicks)).TotalSeconds;

    public double KeySeconds => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref keyTicks)).TotalSeconds;

    public async Task RunAsync(
        IReadOnlyList<MariaDbConnection> connections,
        IReadOnlyList<TableLoad> tables,
        CancellationToken cancellationToken
    )
    {
        // What one connection must load alone comes first: it takes longest.
        var work = new ConcurrentQueue<(TableLoad Table, IReadOnlyList<ChunkEntry> Chunks)>(
            from table in tables
            orderby table.InOrder && table.Entry.Chunks.Count > 1 descending, table.Entry.TextBytes descending
            from chunks in table.Parts
            select (table, chunks)
        );
        await Workers.RunAsync(
            connections,
            async (connection, token) =>
            {
                while (work.TryDequeue(out (TableLoad Table, IReadOnlyList<ChunkEntry> Chunks) next))
                {
                    if (HistoryLoad.Of(next.Table.Entry) is { } history)
                    {
                        await history.RunAsync(connection, chunk => LoadAndCountAsync(connection, next.Table.Entry, chunk, token), token);
                    }
                    else
                    {
                        foreach (ChunkEntry chunk in next.Chunks)
                        {
                            await LoadAndCountAsync(connection, next.Table.Entry, chunk, token);
                        }
                    }

                    if (next.Table.EndPart())
                    {
                        await BuildKeysAsync(connection, next.Table, token);
                    }
                }
            },
            cancellationToken
        );
    }

    private async Task LoadAndCountAsync(
        MariaDbConnection connection,
        TableEntry table,
        ChunkEntry chunk,
        CancellationToken cancellationToken
    )
    {
        long began = Stopwatch.GetTimestamp();
        await LoadAsync(connection, table, chunk, cancellationToken);
        Interlocked.Add(ref loadTicks, Stopwatch.GetTimestamp() - began);
        progress.Report("import", Interlocked.Add(ref loadedBytes, chunk.TextBytes), totalBytes, "bytes");
    }

    private async Task LoadAsync(MariaDbConnection connection, TableEntry table, ChunkEntry chunk, CancellationToken cancellationToken)
    {
        string name = SqlQuote.Name(table.Schema, table.Name);
        connection.Activity = $"loading {chunk.Name} into {name}";
        if (chunk.AsStatements == true)
        {
            ulong inserted = await new StatementChunk(store, setPrefix + chunk.Name, chunk).RunAsync(
                connection,
                outcome => RequireGoodAsync(connection, table, chunk, outcome, cancellationToken),
                cancellationToken
            );
            RequireAll(name, chunk, inserted);
            return;
        }

        await using VerifiedChunk text = await VerifiedChunk.OpenAsync(store, setPrefix + chunk.Name, chunk, cancellationToken);
        StatementOutcome outcome = await connection.LoadLocalAsync(LoadStatement(name, table), text.ReadAsync, cancellationToken);
        await RequireGoodAsync(connection, table, chunk, outcome, cancellationToken);
        RequireAll(name, chunk, outcome.AffectedRows);
    }

    private static async Task RequireGoodAsync(
        MariaDbConnection connection,
        TableEntry table,
        ChunkEntry chunk,
        StatementOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (outcome.Warnings > 0)
        {
            IReadOnlyList<string?[]> warnings = await connection.QueryStringsAsync("SHOW WARNINGS", cancellationToken);
            ImportWarnings.ThrowUnlessExpected(table, warnings);
        }

        if (!outcome.IsCommitted)
        {
            throw new ImportWarningException(
                SqlQuote.Name(table.Schema, table.Name),
                $"the server did not commit the rows of chunk {chunk.Name}"
            );
        }
    }

    private static void RequireAll(string name, ChunkEntry chunk, ulong rows)
    {
        if (rows != (ulong)chunk.Rows)
        {
            throw new ImportWarningException(name, $"{rows} rows instead of {chunk.Rows} of chunk {chunk.Name}");
        }
    }

    // LOAD DATA refuses NULL for a geometry that is NOT NULL, and SET does not.
    private static string LoadStatement(string name, TableEntry table)
    {
        HashSet<string> shapes = new ColumnKinds(table.CreateStatement).Shapes;
        string[] fields = [.. table.Columns.Select((column, i) => shapes.Contains(column) ? $"@shape{i}" : SqlQuote.Name(column))];
        string[] set =
        [
            .. table
                .Columns.Select((column, i) => (column, i))
                .Where(field => shapes.Contains(field.column))
                .Select(field => $"{SqlQuote.Name(field.column)}=@shape{field.i}"),
        ];
        return $"LOAD DATA LOCAL INFILE 'chunk' INTO TABLE {name} CHARACTER SET binary "
            + "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\\'' "
            + "ESCAPED BY '\\\\' LINES STARTING BY '(' TERMINATED BY '),\\n' "
            + $"({string.Join(',', fields)}){(set.Length == 0 ? "" : $" SET {string.Join(',', set)}")}";
    }

    private async Task BuildKeysAsync(MariaDbConnection connection, TableLoad table, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        foreach (string alter in table.Statements.Keys)
        {
            connection.Activity = $"building keys of {SqlQuote.Name(table.Entry.Schema, table.Entry.Name)}";
            await connection.ExecuteAsync(alter, cancellationToken);
        }

        Interlocked.Add(ref keyTicks, Stopwatch.GetTimestamp() - began);
    }
}
