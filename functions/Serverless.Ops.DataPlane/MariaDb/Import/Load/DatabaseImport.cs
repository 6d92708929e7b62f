using System.Diagnostics;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Loads a database set into a fresh, empty server of ours. The target's binary log gets no entries. The same run can be started again.
/// If the run was interrupted, the import first drops everything that the run had made. If the run had finished, the import returns the
/// first result.
/// <see cref="Verify.ImportVerification"/> compares the target with the set afterwards.
/// </summary>
public sealed class DatabaseImport(IObjectStore store, IProgressSink progress, ImportOptions options)
{
    private const int CascadeUnderStoredColumn = 138;

    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="ImportRunningException"/>
    /// <exception cref="TargetNotEmptyException"/>
    /// <exception cref="IncompatibleTargetException"/>
    /// <exception cref="TargetSettingException"/>
    /// <exception cref="ChunkDamagedException"/>
    /// <exception cref="ImportWarningException"/>
    /// <exception cref="MissingGrantException"/>
    /// <exception cref="ServerDiskFullException"/>
    public Task<ImportResult> RunAsync(ImportRequest request, CancellationToken cancellationToken) =>
        ServerLog.RunAsync(
            request.Target,
            request.Account,
            () => DiskWatch.RunAsync(request.Target, request.Account, () => ImportAsync(request, cancellationToken), cancellationToken),
            cancellationToken
        );

    private async Task<ImportResult> ImportAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using MariaDbConnection keeper = await ImportSession.OpenAsync(request.Target, request.Account, cancellationToken);
        var notes = new ImportNotes(keeper, request);
        await notes.LockAsync(cancellationToken);
        await using var settings = new NotedSettings(keeper, lockOfWork: null);
        await settings.BeginAsync(cancellationToken);
        DatabaseManifest manifest = await SetReader.ReadManifestAsync(store, request.Set, cancellationToken);
        await using MariaDbConnection catalogue = await ImportSession.OpenAsync(
            request.Target,
            request.Account,
            manifest.Server.Variables,
            cancellationToken
        );
        if (await notes.FindResultAsync(cancellationToken) is { } finished)
        {
            return finished;
        }

        await notes.DropUnfinishedAsync(cancellationToken);
        await TargetCheck.RequireAsync(catalogue, request, manifest, cancellationToken);
        string rowFormatBefore = await notes.BeginAsync(await SourceRowFormat.ReadAsync(catalogue, cancellationToken), cancellationToken);
        await SourceRowFormat.ApplyAsync(settings, manifest.Server.Variables, rowFormatBefore, cancellationToken);
        await BulkSettings.ApplyAsync(keeper, settings, cancellationToken);
        // A session keeps the packet limit of its beginning. BulkSettings has raised the server's.
        await using MariaDbConnection builder = await ImportSession.OpenAsync(
            request.Target,
            request.Account,
            manifest.Server.Variables,
            cancellationToken
        );
        ImportResult result = await BuildAsync(request, manifest, builder, clock, cancellationToken);
        await settings.PutBackAsync(cancellationToken); // before the note of a finished import, which must be durable
        await notes.EndAsync(result, cancellationToken);
        return result;
    }

    private async Task<ImportResult> BuildAsync(
        ImportRequest request,
        DatabaseManifest manifest,
        MariaDbConnection catalogue,
        Stopwatch clock,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<ImportPart>();
        var objects = new ObjectBuilder(catalogue, manifest);
        TableLoad[] tables =
        [
            .. manifest.Tables.Select(table => new TableLoad(
                table,
                TableStatements.Cut(table.Schema, table.Name, table.CreateStatement, deferKeys: Defers(table))
            )),
        ];
        await CreateAsync(catalogue, manifest, objects, tables, cancellationToken);
        parts.Add(new ImportPart("tables", clock.Elapsed.TotalSeconds));

        var loader = new RowLoader(
            store,
            progress,
            StoreKeys.Set(Job.Database, manifest.SetId),
            manifest.Tables.Sum(table => table.TextBytes)
        );
        var connections = new List<MariaDbConnection>();
        try
        {
            for (int i = 0; i < options.Connections; i++)
            {
                connections.Add(
                    await ImportSession.OpenAsync(request.Target, request.Account, manifest.Server.Variables, cancellationToken)
                );
            }

            await loader.RunAsync(connections, tables, cancellationToken);
        }
        finally
        {
            foreach (MariaDbConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }

        parts.AddRange([new ImportPart("load", loader.LoadSeconds), new ImportPart("keys", loader.KeySeconds)]);
        double loaded = clock.Elapsed.TotalSeconds;
        catalogue.Activity = "adding foreign keys";
        foreach (TableLoad table in tables.Where(table => table.Statements.ForeignKeys is not null))
        {
            await catalogue.ExecuteAsync($"USE {SqlQuote.Name(table.Entry.Schema)}", cancellationToken);
            await AddForeignKeysAsync(catalogue, table.Statements.ForeignKeys!, cancellationToken);
        }

        await objects.BuildOthersAsync(cancellationToken);
        parts.Add(new ImportPart("objects", clock.Elapsed.TotalSeconds - loaded));
        long textBytes = manifest.Tables.Sum(table => table.TextBytes);
        double seconds = clock.Elapsed.TotalSeconds;
        return new ImportResult(
            request.RunId,
            manifest.SetId,
            manifest.Tables.Count,
            manifest.Tables.Sum(table => table.Rows),
            textBytes,
            manifest.Tables.Sum(table => table.Chunks.Sum(chunk => chunk.StoredBytes)),
            seconds,
            textBytes / 1e6 / seconds,
            parts,
            await TargetDurability.WarningsAsync(catalogue, cancellationToken)
        );
    }

    // In place the server does not add ON DELETE CASCADE to a column that a stored generated column reads. CREATE TABLE and a copy take it.
    private static async Task AddForeignKeysAsync(MariaDbConnection catalogue, string alter, CancellationToken cancellationToken)
    {
        try
        {
            await catalogue.ExecuteAsync(alter, cancellationToken);
        }
        catch (ServerErrorException inPlace) when (inPlace.Number == CascadeUnderStoredColumn)
        {
            await catalogue.ExecuteAsync($"{alter}, ALGORITHM=COPY", cancellationToken);
        }
    }

    // An ALTER that copies a system-versioned table would rewrite its history. A partitioned table needs its unique keys from the start.
    private bool Defers(TableEntry table) =>
        table.TextBytes >= options.DeferIndexesFromBytes
        && table.Chunks.Count > 0
        && !table.CreateStatement.Contains("WITH SYSTEM VERSIONING", StringComparison.Ordinal)
        && !table.CreateStatement.Contains("PARTITION BY", StringComparison.Ordinal);

    private static async Task CreateAsync(
        MariaDbConnection catalogue,
        DatabaseManifest manifest,
        ObjectBuilder objects,
        TableLoad[] tables,
        CancellationToken cancellationToken
    )
    {
        await objects.BuildServerWideAsync(cancellationToken);
        catalogue.Activity = "making databases and tables";
        foreach (SchemaEntry schema in manifest.Schemas)
        {
            await catalogue.ExecuteAsync(Schemas.Create(schema), cancellationToken);
        }

        await objects.BuildSequencesAsync(cancellationToken);
        foreach (TableLoad table in tables)
        {
            catalogue.Activity = $"making table {SqlQuote.Name(table.Entry.Schema, table.Entry.Name)}";
            await catalogue.ExecuteAsync(table.Statements.Create, cancellationToken);
        }
    }
}
