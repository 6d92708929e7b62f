using Serverless.Ops.DataPlane.Leases;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Domain.Storage;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Backs up a whole server into one database set. The manifest is written last: a run that dies leaves objects but no set, and the same run
/// id goes on with the same set id. See docs/formats/database-set.md.
/// </summary>
public sealed class DatabaseDump(IObjectStore store, TimeProvider time, IProgressSink progress, DumpOptions options)
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(2);

    /// <exception cref="LeaseHeldException"/>
    /// <exception cref="Accounts.MissingGrantException"/>
    /// <exception cref="Shipping.BinlogFormatNotRowException"/>
    /// <exception cref="Shipping.SourceNotEnrolledException"/>
    /// <exception cref="CannotCarryException"/>
    /// <exception cref="SchemaChangedTooOftenException"/>
    public async Task<DatabaseManifest> RunAsync(DumpRequest request, CancellationToken cancellationToken)
    {
        // One database run at a time: two would load the source twice, and the later lineage of sets would depend on which was slower.
        return await FindFinishedAsync(request.RunId, cancellationToken)
            ?? await new LeaseKeeper(store, time).RunAsync(
                Job.Database, request.RunId, LeaseDuration, (lease, token) => RunAsync(request, lease, token), cancellationToken);
    }

    private async Task<DatabaseManifest> RunAsync(DumpRequest request, Lease lease, CancellationToken cancellationToken)
    {
        // Asked again: a run of the same id may have finished before this one got the lease.
        if (await FindFinishedAsync(request.RunId, cancellationToken) is { } done)
        {
            return done;
        }

        (ServerDescription server, Lineage lineage) = await CheckAsync(request, cancellationToken);
        return await DumpAsync(request, await BeginOrFindAsync(request.RunId, cancellationToken), server, lineage, lease, cancellationToken);
    }

    private async Task<DatabaseManifest> DumpAsync(
        DumpRequest request, DumpRun run, ServerDescription server, Lineage lineage, Lease lease, CancellationToken cancellationToken)
    {
        string prefix = StoreKeys.Set(Job.Database, run.SetId);
        for (int restarts = 0; ; restarts++)
        {
            // Each attempt writes to a folder of its own: what an earlier one left there is never written over.
            var attempt = new DumpAttempt(store, progress, options, prefix, $"{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}/");
            try
            {
                (SnapshotContents contents, IReadOnlyList<TableEntry> tables) = await attempt.RunAsync(request, cancellationToken);
                IReadOnlyList<StoredFile> files = await new ByHandFiles(store, options, prefix, attempt.Folder).WriteAsync(contents, tables, run.SetId, cancellationToken);
                var manifest = new DatabaseManifest
                {
                    Format = DatabaseManifest.CurrentFormat,
                    SetId = run.SetId,
                    RunId = run.RunId,
                    Estate = request.Estate,
                    StartedAt = run.StartedAt,
                    SnapshotAt = contents.TakenAt,
                    FinishedAt = time.GetUtcNow(),
                    Lineage = lineage,
                    Coordinates = contents.Coordinates,
                    Server = server,
                    Schemas = contents.Schemas,
                    Tables = tables,
                    Objects = contents.Objects,
                    NotCarried = contents.NotCarried,
                    Files = files,
                    LockCost = attempt.Cost,
                    Restarts = restarts,
                };
                lease.ThrowIfLost();
                await store.PutJsonAsync(StoreKeys.Manifest(Job.Database, run.SetId), manifest, FormatsJson.Default.DatabaseManifest, WriteCondition.IfAbsent, cancellationToken);
                return manifest;
            }
            catch (SchemaChangedException changed) when (restarts < options.RestartLimit)
            {
                progress.Report($"dump starts again: {changed.WhatHappened}", restarts + 1, 0, "restarts");
            }
            catch (SchemaChangedException changed)
            {
                throw new SchemaChangedTooOftenException(restarts, changed);
            }
        }
    }

    private async Task<DatabaseManifest?> FindFinishedAsync(string runId, CancellationToken cancellationToken)
    {
        StoredJson<DumpRun>? run = await store.FindJsonAsync(StoreKeys.Run(Job.Database, runId), DumpRunJson.Default.DumpRun, cancellationToken);
        return run is null
            ? null
            : (await store.FindJsonAsync(StoreKeys.Manifest(Job.Database, run.Value.SetId), FormatsJson.Default.DatabaseManifest, cancellationToken))?.Value;
    }

    // Under the lease: a run that was refused it has begun no set.
    private async Task<DumpRun> BeginOrFindAsync(string runId, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Run(Job.Database, runId);
        if (await store.FindJsonAsync(key, DumpRunJson.Default.DumpRun, cancellationToken) is { } begun)
        {
            return begun.Value;
        }

        DateTimeOffset now = time.GetUtcNow();
        var run = new DumpRun(runId, StoreKeys.NewSetId(now), now);
        await store.PutJsonAsync(key, run, DumpRunJson.Default.DumpRun, WriteCondition.IfAbsent, cancellationToken);
        return run;
    }

    private static async Task<(ServerDescription Server, Lineage Lineage)> CheckAsync(DumpRequest request, CancellationToken cancellationToken)
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(request.Source, request.Account, cancellationToken);
        await connection.ExecuteAsync(ServerReader.CatalogueSession, cancellationToken);
        return await SourceCheck.RequireAsync(connection, request.Account, cancellationToken);
    }
}
