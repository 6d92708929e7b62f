using System.Diagnostics;
using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Connections that all see the server as of one place in its binary log, non-transactional tables included.
/// The order of the locks is essential (https://mariadb.com/kb/en/backup-stage/, docs/adr/0010-dump-format-and-locks.md):
/// 1. BACKUP STAGE, up to BLOCK_DDL. Running writes to non-transactional tables end, new ones wait, and no table changes its form.
///    The dump reads everything but rows here, so that all definitions belong to the place in the log of step 3.
/// 2. LOCK TABLES … READ on the non-transactional tables, on the connections that will read them. A session reads a table at once
///    if it has locked the table itself. Any other session would queue behind the writers and ALTERs that wait for the lock, for ever.
///    Before step 1 this would deadlock: a writer that waits for the table holds a lock that BLOCK_DDL waits for. After step 1
///    no waiting writer holds such a lock.
/// 3. BLOCK_COMMIT. The log stands still. The readers start their snapshots, and the dump reads the coordinates and the state of sequences.
///    BACKUP STAGE END follows.
/// Only BLOCK_COMMIT holds up statements such as GRANT. Such a statement then keeps the grant tables locked until the stage ends. The dump
/// would deadlock if it read these tables in that stage. So the dump compares the grants after the stage with those that it read before
/// BLOCK_COMMIT, and starts again if they differ.
/// The connection that holds the stage does nothing else: the end of the stage would also end a snapshot on that connection.
/// The locks must end even if this process hangs or the network drops all packets, because then no connection is closed. So the sessions
/// that hold locks have short timeouts, after which the server ends the sessions and their locks.
/// </summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly List<MariaDbConnection> connections = [];
    private readonly Stopwatch nonTransactionalClock = new();
    private TimeSpan commitsBlocked;
    private string[] frozen = [];
    private int lockSeconds;

    private Snapshot() { }

    /// <summary>The connections that lock and read the non-transactional tables; empty if the source has no such table.</summary>
    public IReadOnlyList<ReadLane> Freezers { get; private set; } = [];

    /// <summary>The connections that read the transactional tables, each with a snapshot.</summary>
    public IReadOnlyList<ReadLane> Lanes { get; private set; } = [];

    public SnapshotContents Contents { get; private set; } = null!;

    public LockCost Cost => new(commitsBlocked, nonTransactionalClock.Elapsed, frozen);

    public static async Task<Snapshot> TakeAsync(DumpRequest request, DumpOptions options, CancellationToken cancellationToken)
    {
        var snapshot = new Snapshot();
        try
        {
            await snapshot.LockAndStartAsync(request, options, cancellationToken);
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets writers of the non-transactional tables go on. Call it when all rows of these tables are read.</summary>
    public async Task ReleaseNonTransactionalAsync(CancellationToken cancellationToken)
    {
        foreach (ReadLane freezer in Freezers)
        {
            await freezer.Current.ExecuteAsync("UNLOCK TABLES", cancellationToken);
        }

        Freezers = [];
        nonTransactionalClock.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MariaDbConnection connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task LockAndStartAsync(DumpRequest request, DumpOptions options, CancellationToken cancellationToken)
    {
        lockSeconds = Seconds(options.LockLimit);
        MariaDbConnection locker = await OpenAsync(request, [TimeoutsWhileHeld(options)], cancellationToken);
        MariaDbConnection catalogue = await OpenAsync(request, [], cancellationToken);
        var readers = new List<MariaDbConnection>();
        for (int i = 0; i < options.Connections * options.SessionsPerConnection; i++)
        {
            readers.Add(await OpenAsync(request, [ReadSession.Setting], cancellationToken));
        }

        await TableReader.OpenAllAsync(catalogue, cancellationToken);
        locker.Activity = "locking for the snapshot";
        Definitions definitions = await WithinAsync(
            options.HeldLimit,
            "DDL and writes to non-transactional tables",
            limit => ReadDefinitionsAsync(request, options, locker, catalogue, limit.Token),
            cancellationToken
        );
        Place place = await WithinAsync(
            options.LockLimit + options.CommitsBlockedLimit,
            "commits",
            limit => ReadPlaceAsync(options, locker, catalogue, readers, definitions.Sequences, limit),
            cancellationToken
        );
        if (await InstanceContents.FingerprintAsync(catalogue, cancellationToken) != definitions.GrantsBefore)
        {
            throw new SchemaChangedException("An account, a grant or a server definition");
        }

        if (Freezers.Count == 0)
        {
            nonTransactionalClock.Reset();
        }

        Lanes = [.. readers.Chunk(options.SessionsPerConnection).Select(sessions => new ReadLane(sessions, definitions.Identities))];
        Contents = new SnapshotContents(
            place.TakenAt,
            place.Coordinates,
            definitions.Schemas,
            definitions.Tables,
            [.. place.Sequences, .. definitions.Objects, .. definitions.Instance.Objects],
            definitions.Instance.NotCarried,
            definitions.Instance.Definers,
            definitions.Instance.DefinersLackingRights
        );
    }

    private async Task<Definitions> ReadDefinitionsAsync(
        DumpRequest request,
        DumpOptions options,
        MariaDbConnection locker,
        MariaDbConnection catalogue,
        CancellationToken cancellationToken
    )
    {
        await locker.ExecuteAsync("BACKUP STAGE START", cancellationToken);
        nonTransactionalClock.Start();
        await locker.ExecuteAsync("BACKUP STAGE FLUSH", cancellationToken);
        await locker.ExecuteAsync("BACKUP STAGE BLOCK_DDL", cancellationToken);
        IReadOnlyList<SchemaEntry> schemas = await ServerReader.ReadSchemasAsync(catalogue, cancellationToken);
        EncodedNames.RequireDatabases(schemas.Select(schema => schema.Name));
        var definitions = new Definitions(
            schemas,
            await TableReader.ReadAsync(catalogue, cancellationToken),
            await new ObjectReader(catalogue, schemas).ReadAsync(cancellationToken),
            await SequenceReader.ReadDefinitionsAsync(catalogue, cancellationToken),
            await InstanceContents.FingerprintAsync(catalogue, cancellationToken),
            await InstanceContents.ReadAsync(catalogue, cancellationToken),
            await TableIdentities.ReadAsync(catalogue, cancellationToken)
        );
        await FreezeAsync(
            request,
            options,
            [.. definitions.Tables.Where(table => !table.Transactional)],
            definitions.Identities,
            cancellationToken
        );
        return definitions;
    }

    private async Task<Place> ReadPlaceAsync(
        DumpOptions options,
        MariaDbConnection locker,
        MariaDbConnection catalogue,
        IReadOnlyList<MariaDbConnection> readers,
        IReadOnlyList<SequenceDefinition> sequences,
        CancellationTokenSource limit
    )
    {
        await locker.ExecuteAsync($"SET SESSION wait_timeout={Seconds(options.CommitsBlockedLimit)}", limit.Token);
        long blockedAt = Stopwatch.GetTimestamp();
        await locker.ExecuteAsync("BACKUP STAGE BLOCK_COMMIT", limit.Token);
        limit.CancelAfter(options.CommitsBlockedLimit); // the server, too, counts wait_timeout from its answer
        foreach (MariaDbConnection reader in readers)
        {
            reader.Activity = "starting its snapshot";
            await reader.ExecuteAsync("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", limit.Token);
        }

        IReadOnlyList<SchemaObject> states = await SequenceReader.ReadStatesAsync(catalogue, sequences, limit.Token);
        string?[] at = (await catalogue.QueryStringsAsync("SHOW MASTER STATUS", limit.Token))[0];
        string?[] clock = (await catalogue.QueryStringsAsync("SELECT @@gtid_binlog_pos, UTC_TIMESTAMP(6)", limit.Token))[0];
        await locker.ExecuteAsync("BACKUP STAGE END", limit.Token);
        commitsBlocked = Stopwatch.GetElapsedTime(blockedAt);
        return new Place(
            DateTimeOffset.Parse(clock[1]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            new BinlogCoordinates(at[0]!, long.Parse(at[1]!), clock[0] ?? ""),
            states
        );
    }

    private async Task FreezeAsync(
        DumpRequest request,
        DumpOptions options,
        TableDefinition[] tables,
        IReadOnlyDictionary<string, string> identities,
        CancellationToken cancellationToken
    )
    {
        frozen = [.. tables.Select(table => $"{table.Schema}.{table.Name}")];
        var freezers = new List<ReadLane>();
        for (int i = 0; i < options.Connections && tables.Length > 0; i++)
        {
            MariaDbConnection freezing = await OpenAsync(request, [ReadSession.Setting, TimeoutsWhileHeld(options)], cancellationToken);
            freezing.Activity = "locking the non-transactional tables";
            await freezing.ExecuteAsync(
                $"LOCK TABLES {string.Join(", ", tables.Select(table => table.QuotedName + " READ"))}",
                cancellationToken
            );
            freezers.Add(new ReadLane([freezing], identities));
        }

        Freezers = freezers;
    }

    private async Task<MariaDbConnection> OpenAsync(DumpRequest request, string[] settings, CancellationToken cancellationToken)
    {
        MariaDbConnection connection = await MariaDbConnection.OpenAsync(request.Source, request.Account, cancellationToken);
        connections.Add(connection);
        connection.Activity = "setting up its session";
        string all = string.Join(", ", [.. settings, $"lock_wait_timeout={lockSeconds}"]);
        await connection.ExecuteAsync($"SET SESSION {all}", cancellationToken);
        return connection;
    }

    // wait_timeout ends an idle session; net_write_timeout ends a session whose client does not read. A hung dump can cause either.
    private static string TimeoutsWhileHeld(DumpOptions options) =>
        $"wait_timeout={Seconds(options.HeldLimit)}, net_write_timeout={Seconds(options.HeldLimit)}";

    private static int Seconds(TimeSpan time) => (int)Math.Max(1, Math.Ceiling(time.TotalSeconds));

    private static async Task<T> WithinAsync<T>(
        TimeSpan time,
        string held,
        Func<CancellationTokenSource, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(time);
        try
        {
            return await work(limit);
        }
        catch (Exception late)
            when (late is OperationCanceledException or ServerGoneException
                && limit.IsCancellationRequested
                && !cancellationToken.IsCancellationRequested
            )
        {
            throw new LocksHeldTooLongException(held, time, late);
        }
    }

    private sealed record Definitions(
        IReadOnlyList<SchemaEntry> Schemas,
        IReadOnlyList<TableDefinition> Tables,
        IReadOnlyList<SchemaObject> Objects,
        IReadOnlyList<SequenceDefinition> Sequences,
        string GrantsBefore,
        InstanceContents Instance,
        IReadOnlyDictionary<string, string> Identities
    );

    private sealed record Place(DateTimeOffset TakenAt, BinlogCoordinates Coordinates, IReadOnlyList<SchemaObject> Sequences);
}

/// <summary>
/// The dump did not take its snapshot in the time for which it may hold up production, and gave up. The server ends the locks by itself,
/// even if it hears nothing more from the dump.
/// </summary>
public sealed class LocksHeldTooLongException(string held, TimeSpan limit, Exception cause)
    : TransientException(
        $"The dump did not take its snapshot within {limit}, the longest time for which it may hold up {held}.",
        "start the same run again; if it happens again, check whether this host or the network stood still, "
            + "and what else the server was doing.",
        cause
    );
