using System.Diagnostics;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// Ships the source's binary log into the store. A run first writes the heartbeat row. It then ships from the catalogue's end to at least
/// that row. The catalogue is the cursor: a run that dies leaves no manifest, so the next run begins at the same place.
/// </summary>
public sealed class BinlogShipper(
    IObjectStore store,
    MariaDbEndpoint source,
    MariaDbAccount account,
    ShipOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    private readonly CatalogueReader catalogues = new(store);

    /// <summary>Ships once. A run id that already finished gets its earlier result again.</summary>
    /// <exception cref="RunOfOtherSourceException"/>
    /// <exception cref="LineageOfOtherEstateException"/>
    /// <exception cref="BinlogGapException">The source purged log before it was shipped. The log behind the gap was shipped.</exception>
    public async Task<ShipReport> ShipAsync(string runId, string estate, CancellationToken cancellationToken)
    {
        var keys = new StoreKeys(estate);
        var runs = new RunKeeper<BinlogManifest>(store, time, keys, Job.Binlog, ManifestJson.Default.BinlogManifest);
        BinlogManifest manifest = await runs.RunAsync(
            runId,
            ReadLineageAsync,
            options.LeaseDuration,
            (lease, token) => ShipAsync(runId, estate, runs, lease, token),
            cancellationToken
        );
        BackupCatalogue catalogue = (await catalogues.ReadAsync(cancellationToken)).OfEstate(estate);
        ThrowBehindGap(manifest, catalogue);
        return ShipReport.Of(manifest, catalogue.Damaged);
    }

    private async Task<SourceLineage> ReadLineageAsync(CancellationToken cancellationToken)
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(source, account, cancellationToken);
        return await new SourceLog(connection, account).ReadLineageAsync(cancellationToken);
    }

    private async Task<BinlogManifest> ShipAsync(
        string runId,
        string estate,
        RunKeeper<BinlogManifest> runs,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset startedAt = time.GetUtcNow();
        long began = Stopwatch.GetTimestamp();
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(source, account, cancellationToken);
        var log = new SourceLog(connection, account);
        ServerDescription server = await log.CheckAsync(options.ServerId, cancellationToken);
        (string lineageId, long serverId) = await log.ReadLineageAsync(cancellationToken);
        BackupCatalogue all = await catalogues.ReadAsync(cancellationToken);
        all.RequireLineageOf(estate, lineageId);
        BackupCatalogue catalogue = all.OfEstate(estate);
        LogChain? chain = LastChain(catalogue.BinlogSets, lineageId, serverId);

        IReadOnlyList<SourceLogFile> logs = await log.ListAsync(cancellationToken);
        var start = ShipStart.Decide(
            chain,
            catalogue.DatabaseSets.Where(set => set.Lineage.Id == lineageId).Select(set => set.Coordinates),
            logs
        );
        FormatDescription firstFormat = await SourceLogStream.ReadFormatAsync(
            source,
            account,
            options.ServerId,
            start.File,
            cancellationToken
        );
        if (start.After?.File == start.File && start.After.FileCreatedAt != firstFormat.CreatedAt)
        {
            throw new BinlogFileReusedException(start.File, start.After.FileCreatedAt, firstFormat.CreatedAt);
        }

        JobRun run = await runs.BeginAnewAsync(runId, new SourceLineage(lineageId, serverId), startedAt, cancellationToken);
        HeartbeatRow heartbeat = await HeartbeatRow.BeatAsync(source, account, cancellationToken);
        await using var series = new SegmentCutter(
            store,
            StoreKeys.Set(Job.Binlog, run.SetId),
            options.SegmentBytes,
            chain?.LatestMark ?? DateTimeOffset.MinValue,
            ClockShownBy(catalogue.DatabaseSets.Where(set => set.Lineage.Id == lineageId), chain),
            await EstateFilter.ReadOfSourceAsync(connection, cancellationToken),
            log.ReadClockAsync
        );
        BinlogCoordinates from = start.After is null ? new(start.File, start.Position, "") : chain!.To;
        if (start.After is not null)
        {
            series.GoOn(start.After);
        }

        await FetchAsync(
            new LogFetch(source, account, options.ServerId, log, series, firstFormat),
            series,
            start,
            heartbeat,
            Remaining(logs, start),
            cancellationToken
        );
        await series.CompleteAsync(cancellationToken);
        if (series.ClockReadAt < heartbeat.At)
        {
            // The heartbeat's time says nothing about the time after the move. The next run has a heartbeat of that time.
            throw new SourceClockMovedBackException(heartbeat.At, series.ClockReadAt.Value);
        }

        await ThrowIfMovedAsync(run.SetId, estate, lineageId, serverId, chain, cancellationToken);
        var manifest = new BinlogManifest
        {
            Format = BinlogManifest.CurrentFormat,
            Key = StoreKeys.Manifest(Job.Binlog, run.SetId),
            SetId = run.SetId,
            RunId = runId,
            Estate = estate,
            StartedAt = startedAt,
            FinishedAt = startedAt + Stopwatch.GetElapsedTime(began),
            Lineage = chain is null
                ? new Lineage(lineageId, serverId, series.Entries[0].FileCreatedAt)
                : catalogue.BinlogSets.First(set => set.Lineage.Id == lineageId).Lineage,
            Server = server,
            From = from,
            To = series.Place,
            ShippedThrough = heartbeat.At,
            Segments = series.Entries,
            LogReadAt = series.ClockReadAt,
        };
        await runs.CompleteAsync(run, manifest, lease, cancellationToken);
        return manifest;
    }

    // A set's snapshot has the source's clock, too. Older sets stand before the chain's end; earlier runs compared them.
    private static DateTimeOffset ClockShownBy(IEnumerable<DatabaseManifest> sets, LogChain? chain) =>
        sets.Where(set => chain is null || LogChain.Compare(set.Coordinates, chain.To) >= 0)
            .Select(set => set.SnapshotAt)
            .DefaultIfEmpty()
            .Max();

    private async Task FetchAsync(
        LogFetch fetch,
        SegmentCutter series,
        ShipStart start,
        HeartbeatRow heartbeat,
        long expectedBytes,
        CancellationToken cancellationToken
    )
    {
        bool beat = false;
        await fetch.RunAsync(start, Taken, cancellationToken);
        if (!beat)
        {
            throw new HeartbeatNotLoggedException(heartbeat.Gtid.ToString(), $"{series.Place.File}:{series.Place.Position}");
        }

        void Taken()
        {
            beat |= series.LastGtid == heartbeat.Gtid;
            progress.Report("ship logs", series.Bytes, Math.Max(expectedBytes, series.Bytes), "bytes");
        }
    }

    private static LogChain? LastChain(IReadOnlyList<BinlogManifest> sets, string lineageId, long serverId)
    {
        BinlogManifest[] own = [.. sets.Where(set => set.Lineage.Id == lineageId)];
        return own.FirstOrDefault(set => set.Lineage.ServerId != serverId) is { } copied
                ? throw new LineageCopiedException(lineageId, serverId, copied.Lineage.ServerId)
            : own.Length == 0 ? null
            : LogChain.Build(own)[^1];
    }

    // The lease keeps runs apart. A run that was suspended for longer than its lease finds here that another run extended the lineage.
    private async Task ThrowIfMovedAsync(
        string setId,
        string estate,
        string lineageId,
        long serverId,
        LogChain? before,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<BinlogManifest> sets = await catalogues.ReadBinlogSetsAsync(cancellationToken);
        LogChain? now = LastChain([.. sets.Where(set => set.Estate == estate)], lineageId, serverId);
        if (now?.To != before?.To)
        {
            throw new ChainMovedException(setId, Text(before), Text(now));
        }

        static string Text(LogChain? chain) => chain is null ? "its beginning" : $"{chain.To.File}:{chain.To.Position}";
    }

    private static void ThrowBehindGap(BinlogManifest manifest, BackupCatalogue catalogue)
    {
        IReadOnlyList<LogChain> chains = catalogue.ChainsOf(manifest.Lineage);
        // The first ship continues no chain. But a database set taken before it needs the log in between. Places decide, since set and
        // shipment have the clocks of two machines. A set that stands behind the end of this shipment was taken after it.
        BinlogCoordinates? newest = catalogue
            .DatabaseSets.Where(set => set.Lineage.IsSameAs(manifest.Lineage) && LogChain.Compare(set.Coordinates, manifest.To) < 0)
            .Select(set => set.Coordinates)
            .Order(LogChain.InLogOrder)
            .LastOrDefault();
        if (newest is not null && chains[0].Segments[0].SetId == manifest.SetId && LogChain.Compare(newest, chains[0].From) < 0)
        {
            throw new BinlogGapException(
                manifest.SetId,
                $"{newest.File}:{newest.Position}",
                $"{chains[0].From.File}:{chains[0].From.Position}",
                catalogue.DamagedNote
            );
        }

        for (int i = 1; i < chains.Count; i++)
        {
            if (chains[i].Segments[0].SetId == manifest.SetId)
            {
                throw new BinlogGapException(
                    manifest.SetId,
                    $"{chains[i - 1].To.File}:{chains[i - 1].To.Position}",
                    $"{chains[i].From.File}:{chains[i].From.Position}",
                    catalogue.DamagedNote
                );
            }
        }
    }

    private static long Remaining(IReadOnlyList<SourceLogFile> logs, ShipStart start)
    {
        var first = BinlogFileName.Parse(start.File);
        return logs.Where(log => BinlogFileName.Parse(log.File).CompareTo(first) >= 0).Sum(log => log.Bytes) - start.Position;
    }
}

/// <summary>
/// The source purged logs before they were shipped. The run shipped everything behind the gap, and fails so that somebody sees the gap.
/// </summary>
/// <param name="damaged">A sentence about damaged manifests, or empty.</param>
public sealed class BinlogGapException(string setId, string shippedTo, string goesOnAt, string damaged = "")
    : PermanentException(
        $"The source purged logs before they were shipped: from {shippedTo} to {goesOnAt} nothing is in the store. "
            + $"Set {setId} continues behind the gap.{damaged}",
        "take a full backup at once, if none was taken behind the gap: only such a set can restore seconds after the gap; "
            + "then raise the source's expire_logs_days."
    );

/// <summary>The source's clock was moved back while a run shipped. The set of this run gets no manifest, so it does not exist.</summary>
public sealed class SourceClockMovedBackException(DateTimeOffset shown, DateTimeOffset shows)
    : TransientException(
        $"The source's clock was moved back during the shipment: it showed {WholeSecond.Text(shown)}, and then {WholeSecond.Text(shows)}.",
        "nothing was lost; the next run ships from the same place. Check that the source's clock is right."
    );

/// <summary>Another run extended the lineage during this run. The set of this run gets no manifest, so it does not exist.</summary>
public sealed class ChainMovedException(string setId, string expected, string found)
    : TransientException(
        $"Set {setId} was to continue from {expected}, but the lineage now ends at {found}: another run shipped meanwhile.",
        "nothing was lost; the next run continues from there."
    );
