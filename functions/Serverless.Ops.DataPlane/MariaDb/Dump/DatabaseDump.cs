using System.Globalization;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Backs up a whole server into one database set. The dump writes the manifest last: a run that dies leaves objects but no set.
/// The same run id, started again, uses the same set id. See docs/formats/database-set.md.
/// </summary>
public sealed class DatabaseDump(IObjectStore store, TimeProvider time, IProgressSink progress, DumpOptions options)
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(2);
    private static readonly SourceNeeds Needs = new(
        RequiredGrants.Dump,
        [],
        [new("event_scheduler", "OFF", "the server does not show its events, so a backup would lack them", Refused: "DISABLED")]
    );

    /// <exception cref="LeaseHeldException"/>
    /// <exception cref="RunOfOtherSourceException"/>
    /// <exception cref="LineageOfOtherEstateException"/>
    /// <exception cref="LineageCopiedException"/>
    /// <exception cref="LineageOfRestoredServerException"/>
    /// <exception cref="SourceMovedBackwardsException"/>
    /// <exception cref="MissingGrantException"/>
    /// <exception cref="BinlogFormatNotRowException"/>
    /// <exception cref="SourceSettingException"/>
    /// <exception cref="SourceNotEnrolledException"/>
    /// <exception cref="CannotCarryException"/>
    /// <exception cref="SchemaChangedTooOftenException"/>
    /// <exception cref="LocksHeldTooLongException"/>
    /// <exception cref="FreezeTooLongException"/>
    public Task<DatabaseManifest> RunAsync(DumpRequest request, CancellationToken cancellationToken)
    {
        var keys = new StoreKeys(request.Estate);
        var runs = new RunKeeper<DatabaseManifest>(store, time, keys, Job.Database, ManifestJson.Default.DatabaseManifest);

        // One database run at a time: two would put double load on the source, and the order of sets would depend on the slower run.
        return runs.RunAsync(
            request.RunId,
            token => ReadLineageAsync(request, token),
            LeaseDuration,
            (lease, token) => RunAsync(request, runs, lease, token),
            cancellationToken
        );
    }

    private async Task<DatabaseManifest> RunAsync(
        DumpRequest request,
        RunKeeper<DatabaseManifest> runs,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        (ServerDescription server, Lineage lineage) = await CheckAsync(request, cancellationToken);
        BackupCatalogue catalogue = await new CatalogueReader(store).ReadAsync(cancellationToken);
        catalogue.RequireLineageOf(request.Estate, lineage.Id);
        await RequireOwnLineageAsync(request, new SourceLineage(lineage.Id, lineage.ServerId), catalogue, cancellationToken);
        return await DumpAsync(
            request,
            runs,
            await runs.BeginOrFindAsync(request.RunId, new SourceLineage(lineage.Id, lineage.ServerId), cancellationToken),
            server,
            lineage,
            lease,
            cancellationToken
        );
    }

    private async Task<DatabaseManifest> DumpAsync(
        DumpRequest request,
        RunKeeper<DatabaseManifest> runs,
        JobRun run,
        ServerDescription server,
        Lineage lineage,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        string prefix = StoreKeys.Set(Job.Database, run.SetId);
        for (int restarts = 0; ; restarts++)
        {
            // Each attempt writes to a folder of its own, so that no attempt overwrites the objects of an earlier one.
            var attempt = new DumpAttempt(store, progress, options, prefix, $"{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}/");
            try
            {
                (SnapshotContents contents, IReadOnlyList<TableEntry> tables) = await attempt.RunAsync(request, cancellationToken);
                IReadOnlyList<StoredFile> files = await new ByHandFiles(store, options, prefix, attempt.Folder).WriteAsync(
                    contents,
                    tables,
                    server,
                    run.SetId,
                    cancellationToken
                );
                var manifest = new DatabaseManifest
                {
                    Format = DatabaseManifest.CurrentFormat,
                    Key = StoreKeys.Manifest(Job.Database, run.SetId),
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
                    Definers = contents.Definers,
                    DefinersLackingRights = contents.DefinersLackingRights.Count > 0 ? contents.DefinersLackingRights : null,
                    Files = files,
                    LockCost = attempt.Cost,
                    Restarts = restarts,
                };
                await runs.CompleteAsync(run, manifest, lease, cancellationToken);
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

    private static async Task<SourceLineage> ReadLineageAsync(DumpRequest request, CancellationToken cancellationToken)
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(request.Source, request.Account, cancellationToken);
        return await SourceLineageReader.ReadAsync(connection, cancellationToken);
    }

    private static async Task RequireOwnLineageAsync(
        DumpRequest request,
        SourceLineage lineage,
        BackupCatalogue catalogue,
        CancellationToken cancellationToken
    )
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(request.Source, request.Account, cancellationToken);
        await OwnLineage.RequireAsync(connection, lineage, catalogue.OfEstate(request.Estate), cancellationToken);
    }

    private static async Task<(ServerDescription Server, Lineage Lineage)> CheckAsync(
        DumpRequest request,
        CancellationToken cancellationToken
    )
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(request.Source, request.Account, cancellationToken);
        ServerVariables server = await SourceCheck.RequireAsync(connection, request.Account, Needs, cancellationToken);
        SourceLineage lineage = await SourceLineageReader.ReadAsync(connection, cancellationToken);
        DateTimeOffset enrolledAt = await ReadEnrolmentAsync(connection, cancellationToken);
        return (server.DescribeForDatabaseSet(), new Lineage(lineage.Id, lineage.ServerId, enrolledAt));
    }

    // Only the log's first file has the time at which it was made, and this account may not read that file.
    // So the time of the enrolment is used for it.
    private static async Task<DateTimeOffset> ReadEnrolmentAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            "SELECT DATE_FORMAT(create_time, '%Y-%m-%dT%H:%i:%sZ') FROM information_schema.tables "
                + "WHERE table_schema = 'serverless_ops' AND table_name = 'lineage'",
            cancellationToken
        );
        return rows.Count == 1
            ? DateTimeOffset.Parse(rows[0][0]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
            : throw new SourceNotEnrolledException();
    }
}

/// <summary>One run of the database job. A second request with the same run id returns the same set.</summary>
public sealed record DumpRequest(string Estate, string RunId, MariaDbEndpoint Source, MariaDbAccount Account);
