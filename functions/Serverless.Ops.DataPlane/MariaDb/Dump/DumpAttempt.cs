using System.Collections.Concurrent;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Progress;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>One snapshot and all its rows, stored below a folder of its own in the set.</summary>
internal sealed class DumpAttempt(IObjectStore store, IProgressSink progress, DumpOptions options, string setPrefix, string folder)
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<ChunkEntry>> chunks = new(StringComparer.Ordinal);
    private int chunkNumber;
    private long bytesDone;

    /// <summary>Where below the set this attempt's objects are; ends in '/'.</summary>
    public string Folder { get; } = folder;

    public LockCost Cost { get; private set; } = null!;

    /// <exception cref="SchemaChangedException">DDL overtook the dump.</exception>
    public async Task<(SnapshotContents Contents, IReadOnlyList<TableEntry> Tables)> RunAsync(
        DumpRequest request, CancellationToken cancellationToken)
    {
        await using Snapshot snapshot = await Snapshot.TakeAsync(request, options, cancellationToken);
        SnapshotContents contents = snapshot.Contents;

        // Non-transactional tables first: their writers wait for us.
        await ReadAllAsync(snapshot.LockedLanes, [.. contents.Tables.Where(table => !table.Transactional)], cancellationToken);
        await snapshot.ReleaseNonTransactionalAsync(cancellationToken);
        await ReadAllAsync(snapshot.Lanes, [.. contents.Tables.Where(table => table.Transactional)], cancellationToken);
        Cost = snapshot.Cost;
        return (contents, [.. contents.Tables.Select(Describe)]);
    }

    private async Task ReadAllAsync(IReadOnlyList<ReadLane> lanes, IReadOnlyList<TableDefinition> tables, CancellationToken cancellationToken)
    {
        long total = bytesDone + tables.Sum(table => table.DataBytes);
        var planned = new ConcurrentBag<ChunkWork>();
        var toPlan = new ConcurrentQueue<TableDefinition>(tables.OrderByDescending(table => table.DataBytes));
        await Workers.RunAsync(lanes, async (lane, token) =>
        {
            while (toPlan.TryDequeue(out TableDefinition? table))
            {
                IReadOnlyList<ChunkWork> work = await GuardAsync(
                    table, () => ChunkPlanner.PlanAsync(lane.Current, table, options.ChunkTextBytes, token));
                foreach (ChunkWork chunk in work)
                {
                    planned.Add(chunk);
                }
            }
        }, cancellationToken);

        var toRead = new ConcurrentQueue<ChunkWork>(planned.OrderByDescending(chunk => chunk.EstimatedBytes));
        var chunkReader = new ChunkReader(store, setPrefix, NextName, options);
        long share = tables.Sum(table => table.DataBytes) / (options.Connections * options.SessionsPerConnection);
        await Workers.RunAsync(lanes, async (lane, token) =>
        {
            while (toRead.TryDequeue(out ChunkWork? work))
            {
                IReadOnlyList<ChunkEntry> read = await GuardAsync(
                    work.Table, () => ReadChunkAsync(chunkReader, lane.Current, work, token));
                ConcurrentBag<ChunkEntry> ofTable = chunks.GetOrAdd(work.Table.QuotedName, _ => []);
                foreach (ChunkEntry chunk in read)
                {
                    ofTable.Add(chunk);
                }

                await lane.CountAsync(work.EstimatedBytes, share);
                progress.Report("dump", Interlocked.Add(ref bytesDone, work.EstimatedBytes), total, "bytes");
            }
        }, cancellationToken);
    }

    private static async Task<IReadOnlyList<ChunkEntry>> ReadChunkAsync(
        ChunkReader chunkReader, MariaDbConnection reader, ChunkWork work, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChunkEntry> read = await chunkReader.ReadAsync(reader, work, cancellationToken);
        if (work.Table.Transactional)
        {
            await RequireSameEngineAsync(reader, work.Table, cancellationToken);
        }

        return read;
    }

    // A table that became non-transactional is read as it is now, with no error 1412. Its metadata lock, taken by reading it, still holds it as it was read.
    private static async Task RequireSameEngineAsync(MariaDbConnection reader, TableDefinition table, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?[]> engine = await reader.QueryStringsAsync(
            $"SELECT engine FROM information_schema.tables WHERE table_schema = {Sql.Text(table.Schema)} AND table_name = {Sql.Text(table.Name)}",
            cancellationToken);
        if (engine.Count == 0 || !string.Equals(engine[0][0], table.Engine, StringComparison.OrdinalIgnoreCase))
        {
            throw new SchemaChangedException(table.QuotedName);
        }
    }

    private static async Task<T> GuardAsync<T>(TableDefinition table, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (ServerErrorException changed) when (SaysThatTableChanged(changed.Number))
        {
            throw new SchemaChangedException(table.QuotedName, changed);
        }
    }

    // Unknown table or database, unknown column, definition changed, table without its file, table being altered.
    private static bool SaysThatTableChanged(int number) => number is 1146 or 1049 or 1054 or 1412 or 1932 or 1814 or 1176;

    private string NextName(TableDefinition table) => $"{Folder}rows/{Interlocked.Increment(ref chunkNumber):d5}.sql.zst";

    private TableEntry Describe(TableDefinition table)
    {
        ChunkEntry[] own = [.. chunks.GetValueOrDefault(table.QuotedName, []).OrderBy(chunk => chunk.Name, StringComparer.Ordinal)];
        var digest = default(RowsDigest);
        foreach (ChunkEntry chunk in own)
        {
            digest.Add(RowsDigest.Parse(chunk.RowsDigest));
        }

        return new TableEntry(
            table.Schema, table.Name, table.Engine, table.Transactional, table.CreateStatement, [.. table.Columns.Select(column => column.Name)],
            own.Sum(chunk => chunk.Rows), own.Sum(chunk => chunk.TextBytes), digest.ToString(), own);
    }
}
