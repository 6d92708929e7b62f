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
/// The order of locks is the whole point (https://mariadb.com/kb/en/backup-stage/):
/// 1. BACKUP STAGE to BLOCK_DDL: running writes to non-transactional tables end, new ones wait, no table changes its form: everything but
///    rows is read here, so that it is of the same place in the log.
/// 2. LOCK TABLES … READ on the non-transactional tables, by the connections that will read them: what a session has locked it reads at once,
///    where any other would queue behind the writers and ALTERs that wait for that very lock, for ever. Before step 1 this would deadlock: a writer that
///    waits for the table holds what BLOCK_DDL waits for. After it, nobody holds anything.
/// 3. BLOCK_COMMIT: the log stands still. The readers start their snapshots, coordinates and sequences are read. BACKUP STAGE END.
/// No stage holds up GRANT and its like before the last, and there it keeps the grant tables locked until the stage ends: reading them then would wait for what waits
/// for us. So it is looked afterwards whether they are as they were, and if not, the dump starts again.
/// The connection with the stage only locks: ending the stage would end a snapshot on it.
/// No lock outlives us: a process that stands still, or a network that swallows everything, closes no connection. So the sessions that hold locks
/// have short timeouts, after which the server ends them and their locks.
/// </summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly List<MariaDbConnection> connections = [];
    private readonly Stopwatch nonTransactionalClock = new();
    private TimeSpan commitsBlocked;
    private string[] frozen = [];
    private int lockSeconds;

    private Snapshot() { }

    /// <summary>Those that hold the non-transactional tables, and read them; empty when there are none.</summary>
    public IReadOnlyList<ReadLane> Freezers { get; private set; } = [];

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

    /// <summary>Lets writers of the non-transactional tables go on, once all their rows are out.</summary>
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
        MariaDbConnection locker = await OpenAsync(request, $"SET SESSION {TimeoutsWhileHeld(options)}", cancellationToken);
        MariaDbConnection catalogue = await OpenAsync(request, ServerReader.CatalogueSession, cancellationToken);
        var readers = new List<MariaDbConnection>();
        for (int i = 0; i < options.Connections * options.SessionsPerConnection; i++)
        {
            MariaDbConnection reader = await OpenAsync(request, ReadSession.Settings, cancellationToken);
            await reader.ExecuteAsync("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", cancellationToken);
            readers.Add(reader);
        }

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
            definitions.Instance.NotCarried
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
        limit.CancelAfter(options.CommitsBlockedLimit); // the server counts from its answer as well
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
            MariaDbConnection freezing = await OpenAsync(
                request,
                $"{ReadSession.Settings}, {TimeoutsWhileHeld(options)}",
                cancellationToken
            );
            freezing.Activity = "locking the non-transactional tables";
            await freezing.ExecuteAsync(
                $"LOCK TABLES {string.Join(", ", tables.Select(table => table.QuotedName + " READ"))}",
                cancellationToken
            );
            freezers.Add(new ReadLane([freezing], identities));
        }

        Freezers = freezers;
    }

    private async Task<MariaDbConnection> OpenAsync(DumpRequest request, string settings, CancellationToken cancellationToken)
    {
        MariaDbConnection connection = await MariaDbConnection.OpenAsync(request.Source, request.Account, cancellationToken);
        connections.Add(connection);
        connection.Activity = "setting up its session";
        await connection.ExecuteAsync($"{settings}, lock_wait_timeout={lockSeconds}", cancellationToken);
        return connection;
    }

    // Idle, or writing to one who does not read: the server ends both.
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
/// The snapshot was not taken in the time for which production may be held up for it. The server ends the locks by itself then, even when it hears
/// nothing more from here, and the dump was given up.
/// </summary>
public sealed class LocksHeldTooLongException(string held, TimeSpan limit, Exception cause)
    : TransientException(
        $"The snapshot was not taken within {limit}, for which it may hold up {held}.",
        "start the same run again; when it happens again, see whether this host or the network stood still, and what else the server was doing.",
        cause
    );
