using System.Diagnostics;
using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

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
/// </summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly List<MariaDbConnection> connections = [];
    private readonly Stopwatch nonTransactionalClock = new();
    private TimeSpan commitsBlocked;
    private string[] frozen = [];
    private int lockSeconds;

    private Snapshot()
    {
    }

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
        lockSeconds = (int)Math.Max(1, options.LockLimit.TotalSeconds);
        MariaDbConnection locker = await OpenAsync(request, "SET SESSION wait_timeout=86400", cancellationToken);
        MariaDbConnection catalogue = await OpenAsync(request, ServerReader.CatalogueSession, cancellationToken);
        var readers = new List<MariaDbConnection>();
        for (int i = 0; i < options.Connections * options.SessionsPerConnection; i++)
        {
            MariaDbConnection reader = await OpenAsync(request, ReadSession.Settings, cancellationToken);
            await reader.ExecuteAsync("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", cancellationToken);
            readers.Add(reader);
        }

        locker.Activity = "locking for the snapshot";
        await locker.ExecuteAsync("BACKUP STAGE START", cancellationToken);
        nonTransactionalClock.Start();
        await locker.ExecuteAsync("BACKUP STAGE FLUSH", cancellationToken);
        await locker.ExecuteAsync("BACKUP STAGE BLOCK_DDL", cancellationToken);

        IReadOnlyList<SchemaEntry> schemas = await ServerReader.ReadSchemasAsync(catalogue, cancellationToken);
        IReadOnlyList<TableDefinition> tables = await TableReader.ReadAsync(catalogue, cancellationToken);
        IReadOnlyList<SchemaObject> objects = await new ObjectReader(catalogue, schemas).ReadAsync(cancellationToken);
        string grantsBefore = await InstanceContents.FingerprintAsync(catalogue, cancellationToken);
        InstanceContents instance = await InstanceContents.ReadAsync(catalogue, cancellationToken);
        IReadOnlyDictionary<string, string> identities = await TableIdentities.ReadAsync(catalogue, cancellationToken);
        await FreezeAsync(request, options, [.. tables.Where(table => !table.Transactional)], identities, cancellationToken);

        long blockedAt = Stopwatch.GetTimestamp();
        await locker.ExecuteAsync("BACKUP STAGE BLOCK_COMMIT", cancellationToken);
        foreach (MariaDbConnection reader in readers)
        {
            reader.Activity = "starting its snapshot";
            await reader.ExecuteAsync("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", cancellationToken);
        }

        IReadOnlyList<SchemaObject> sequences = await SequenceReader.ReadAsync(catalogue, cancellationToken);
        string?[] at = (await catalogue.QueryStringsAsync("SHOW MASTER STATUS", cancellationToken))[0];
        string?[] clock = (await catalogue.QueryStringsAsync("SELECT @@gtid_binlog_pos, UTC_TIMESTAMP(6)", cancellationToken))[0];
        await locker.ExecuteAsync("BACKUP STAGE END", cancellationToken);
        commitsBlocked = Stopwatch.GetElapsedTime(blockedAt);
        if (await InstanceContents.FingerprintAsync(catalogue, cancellationToken) != grantsBefore)
        {
            throw new SchemaChangedException("An account, a grant or a server definition");
        }

        if (Freezers.Count == 0)
        {
            nonTransactionalClock.Reset();
        }

        Lanes = [.. readers.Chunk(options.SessionsPerConnection).Select(sessions => new ReadLane(sessions, identities))];
        Contents = new SnapshotContents(
            DateTimeOffset.Parse(clock[1]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            new BinlogCoordinates(at[0]!, long.Parse(at[1]!), clock[0] ?? ""),
            schemas, tables, [.. sequences, .. objects, .. instance.Objects], instance.NotCarried);
    }

    private async Task FreezeAsync(
        DumpRequest request, DumpOptions options, TableDefinition[] tables, IReadOnlyDictionary<string, string> identities, CancellationToken cancellationToken)
    {
        frozen = [.. tables.Select(table => $"{table.Schema}.{table.Name}")];
        var freezers = new List<ReadLane>();
        for (int i = 0; i < options.Connections && tables.Length > 0; i++)
        {
            MariaDbConnection freezing = await OpenAsync(request, ReadSession.Settings, cancellationToken);
            freezing.Activity = "locking the non-transactional tables";
            await freezing.ExecuteAsync($"LOCK TABLES {string.Join(", ", tables.Select(table => table.QuotedName + " READ"))}", cancellationToken);
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
}
