using System.Collections.Concurrent;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>Takes one snapshot and stores all its rows in a folder of its own in the set.</summary>
internal sealed class DumpAttempt(IObjectStore store, IProgressSink progress, DumpOptions options, string setPrefix, string folder)
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<ReadChunks>> chunks = new(StringComparer.Ordinal);
    private int chunkNumber;
    private long bytesDone;

    /// <summary>The folder of this attempt's objects, relative to the set; ends in '/'.</summary>
    public string Folder { get; } = folder;

    public LockCost Cost { get; private set; } = null!;

    /// <exception cref="SchemaChangedException">DDL changed a table before the dump had read its rows.</exception>
    /// <exception cref="LocksHeldTooLongException"/>
    /// <exception cref="FreezeTooLongException"/>
    public async Task<(SnapshotContents Contents, IReadOnlyList<TableEntry> Tables)> RunAsync(
        DumpRequest request,
        CancellationToken cancellationToken
    )
    {
        await using Snapshot snapshot = await Snapshot.TakeAsync(request, options, cancellationToken);
        SnapshotContents contents = snapshot.Contents;

        // Non-transactional tables first: their writers wait until the dump has read them.
        await ReadFrozenAsync(snapshot, cancellationToken);
        await ReadAllAsync(snapshot.Lanes, [.. contents.Tables.Where(table => table.Transactional)], cancellationToken);
        Cost = snapshot.Cost;
        return (contents, [.. contents.Tables.Select(Describe)]);
    }

    private async Task ReadFrozenAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.FreezeLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await ReadAllAsync(snapshot.Freezers, [.. snapshot.Contents.Tables.Where(table => !table.Transactional)], either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FreezeTooLongException(options.FreezeLimit, snapshot.Cost.NonTransactionalTables);
        }

        await snapshot.ReleaseNonTransactionalAsync(cancellationToken);
    }

    private async Task ReadAllAsync(
        IReadOnlyList<ReadLane> lanes,
        IReadOnlyList<TableDefinition> tables,
        CancellationToken cancellationToken
    )
    {
        long total = bytesDone + tables.Sum(table => table.DataBytes);
        var planned = new ConcurrentBag<ChunkWork>();
        var toPlan = new ConcurrentQueue<TableDefinition>(tables.OrderByDescending(table => table.DataBytes));
        await Workers.RunAsync(
            lanes,
            async (lane, token) =>
            {
                while (toPlan.TryDequeue(out TableDefinition? table))
                {
                    IReadOnlyList<ChunkWork> work = await GuardAsync(
                        lane,
                        table,
                        () => ChunkPlanner.PlanAsync(lane.Current, table, options.ChunkTextBytes, token),
                        token
                    );
                    foreach (ChunkWork chunk in work)
                    {
                        planned.Add(chunk);
                    }
                }
            },
            cancellationToken
        );

        var toRead = new ConcurrentQueue<ChunkWork>(planned.OrderByDescending(chunk => chunk.EstimatedBytes));
        var chunkWriter = new ChunkWriter(store, setPrefix, NextName, options);
        long share = tables.Sum(table => table.DataBytes) / (options.Connections * options.SessionsPerConnection);
        await Workers.RunAsync(
            lanes,
            async (lane, token) =>
            {
                var text = new TextBuffer();
                while (toRead.TryDequeue(out ChunkWork? work))
                {
                    ReadChunks read = await GuardAsync(
                        lane,
                        work.Table,
                        () => ReadChunkAsync(chunkWriter, lane.Current, work, text, token),
                        token
                    );
                    chunks.GetOrAdd(work.Table.QuotedName, _ => []).Add(read);
                    await lane.CountAsync(work, share, token);
                    progress.Report("dump", Interlocked.Add(ref bytesDone, work.EstimatedBytes), total, "bytes");
                }

                await lane.RequireSameTablesAsync(token);
            },
            cancellationToken
        );
    }

    private static async Task<ReadChunks> ReadChunkAsync(
        ChunkWriter chunkWriter,
        MariaDbConnection reader,
        ChunkWork work,
        TextBuffer text,
        CancellationToken cancellationToken
    )
    {
        ReadChunks read = await chunkWriter.ReadAsync(reader, work, text, cancellationToken);
        await RequireSameFormAsync(reader, work.Table, cancellationToken);
        return read;
    }

    // After instant DDL (RENAME COLUMN) and a change of engine the server gives no error 1412, only other values. Reading took a metadata
    // lock, so the table still has the form in which it was read. That form must be the one from under the snapshot's locks.
    private static async Task RequireSameFormAsync(MariaDbConnection reader, TableDefinition table, CancellationToken cancellationToken)
    {
        if (!await HasSameFormAsync(reader, table, cancellationToken))
        {
            throw new SchemaChangedException(table.QuotedName);
        }
    }

    private static async Task<bool> HasSameFormAsync(MariaDbConnection reader, TableDefinition table, CancellationToken cancellationToken)
    {
        string form = await CreateStatement.ReadAsync(reader, table.QuotedName, cancellationToken);
        return CreateStatement.Form(form) == CreateStatement.Form(table.CreateStatement);
    }

    private static async Task<T> GuardAsync<T>(
        ReadLane lane,
        TableDefinition table,
        Func<Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await read();
        }
        catch (OpsException failure) when (failure is ServerErrorException or AccountRefusedException)
        {
            if (SaysThatTableChanged(failure) || await HasChangedAsync(lane, table, cancellationToken))
            {
                throw new SchemaChangedException(table.QuotedName, failure);
            }

            throw;
        }
        catch (ServerBusyException waiting) when (waiting.Number is 1205 or 1213)
        {
            // Only DDL makes a reader wait: the DDL was in the queue before the reader, or it closed a circle of waits (a deadlock).
            throw new SchemaChangedException(table.QuotedName, waiting);
        }
    }

    // The dump names only what the table had under the snapshot's locks. So DDL is behind each answer that such a thing is not there:
    // 1146 unknown table, 1049 unknown database, 1054 unknown column, 1412 definition changed, 1932 table without its file,
    // 1814 tablespace discarded, 1176 unknown key, 4124 no history, 1735 unknown partition, 1747 no partitions,
    // 1356 a broken view has the table's name. https://mariadb.com/kb/en/mariadb-error-code-reference/
    private static bool SaysThatTableChanged(OpsException failure) =>
        failure is ServerErrorException { Number: 1146 or 1049 or 1054 or 1412 or 1932 or 1814 or 1176 or 4124 or 1735 or 1747 or 1356 };

    // DDL can be behind any other error too, such as 1045 for a view without a definer. The list above is for a table that has its old
    // form again when the dump asks.
    private static async Task<bool> HasChangedAsync(ReadLane lane, TableDefinition table, CancellationToken cancellationToken)
    {
        try
        {
            return !await HasSameFormAsync(lane.Current, table, cancellationToken)
                || !await lane.IsSameTableAsync(table.QuotedName, cancellationToken);
        }
        catch (ServerErrorException failure)
        {
            return SaysThatTableChanged(failure);
        }
    }

    // A shell lists the names in the order of the numbers, because all numbers have the same length. A restore by hand depends on that.
    private string NextName(TableDefinition table) => $"{Folder}rows/{Interlocked.Increment(ref chunkNumber):d7}.sql.zst";

    private TableEntry Describe(TableDefinition table)
    {
        ReadChunks[] read = [.. chunks.GetValueOrDefault(table.QuotedName, [])];
        ChunkEntry[] own = [.. read.SelectMany(part => part.Chunks).OrderBy(chunk => chunk.Name, StringComparer.Ordinal)];
        PartitionEntry[] partitions = [.. table.Partitions.Select(partition => Describe(partition, own))];
        HistoryPartitions.RequireLoadable(table, partitions, hasMoments: own.Any(chunk => chunk.AsStatements == true));
        return new TableEntry(
            table.Schema,
            table.Name,
            table.Engine,
            table.Transactional,
            table.CreateStatement,
            [.. table.Columns.Select(column => column.Name)],
            own.Sum(chunk => chunk.Rows),
            own.Sum(chunk => chunk.TextBytes),
            Sum(own.Select(chunk => chunk.RowsDigest)),
            own,
            table.StoredGenerated.Count > 0 ? Sum(own.Select(chunk => chunk.GeneratedDigest!)) : null,
            table.ZoneDependent.Count > 0 ? table.ZoneDependent : null,
            table.OrderIsByPrimaryKey ? null : read.Single().OrderDigest, // such a table is read in one piece
            partitions.Length > 0 ? partitions : null
        );
    }

    private static PartitionEntry Describe(string partition, ChunkEntry[] ofTable)
    {
        ChunkEntry[] own = [.. ofTable.Where(chunk => chunk.Partition == partition)];
        return new PartitionEntry(partition, own.Sum(chunk => chunk.Rows), Sum(own.Select(chunk => chunk.RowsDigest)));
    }

    private static string Sum(IEnumerable<string> digests)
    {
        var sum = default(RowsDigest);
        foreach (string digest in digests)
        {
            sum.Add(RowsDigest.Parse(digest));
        }

        return sum.ToString();
    }
}

/// <summary>
/// Writers of the non-transactional tables had waited for as long as the options allow. The dump gave up, and the writers go on.
/// </summary>
public sealed class FreezeTooLongException(TimeSpan limit, IReadOnlyList<string> tables)
    : TransientException(
        $"The dump had not read all rows of {tables.Count} non-transactional tables ({string.Join(", ", tables.Take(5))}) after {limit}, "
            + "the longest time for which their writers may wait.",
        "run the backup when the host is less busy; if it happens again, convert these tables to InnoDB, "
            + "because a dump of InnoDB tables does not hold up writers."
    );
