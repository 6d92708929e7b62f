using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>
/// Reads the whole target back and compares it with the manifest: number of rows and digest of every table, every statement of every
/// object, every account, grant and server definition. Run the verification before the replay, because the replay changes rows.
/// </summary>
public sealed class ImportVerification(IObjectStore store, IProgressSink progress, ImportOptions options)
{
    /// <summary>Name of the report, below restores/&lt;run-id&gt;/.</summary>
    public const string ReportName = "import-report.json";

    private const long ChunkBytes = 128 << 20;

    /// <returns>The report of a target that matches. The report is stored also if the target differs.</returns>
    /// <exception cref="ImportMismatchException">The target differs from the manifest.</exception>
    public async Task<ImportReport> RunAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        DatabaseManifest manifest = await SetReader.ReadManifestAsync(store, request.DatabaseSetId, cancellationToken);
        await using MariaDbConnection catalogue = await MariaDbConnection.OpenAsync(request.Target, request.Account, cancellationToken);
        await catalogue.ExecuteAsync(ServerReader.CatalogueSession, cancellationToken);
        IReadOnlyList<SchemaEntry> schemas = await ServerReader.ReadSchemasAsync(catalogue, cancellationToken);
        IReadOnlyList<TableDefinition> tables = await TableReader.ReadAsync(catalogue, cancellationToken);
        SchemaObject[] objects =
        [
            .. await SequenceReader.ReadAsync(catalogue, cancellationToken),
            .. await new ObjectReader(catalogue, schemas).ReadAsync(cancellationToken),
            .. (await InstanceContents.ReadAsync(catalogue, cancellationToken)).Objects,
        ];
        IReadOnlyDictionary<string, TableDigest> digests = await DigestAsync(request, tables, cancellationToken);

        IReadOnlyList<TableVerdict> verdicts = TableComparison.Compare(manifest.Tables, tables, digests);
        string[] differences =
        [
            .. manifest.Schemas.Except(schemas).Select(schema => $"database {schema.Name} is missing or has another collation or comment"),
            .. schemas.Except(manifest.Schemas).Select(schema => $"database {schema.Name} is not in the set"),
            .. ObjectComparison.Compare(manifest.Objects, OlderSetFormat.KnownOf(manifest, objects)),
        ];
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long textBytes = manifest.Tables.Sum(table => table.TextBytes);
        var report = new ImportReport(
            request.RunId,
            manifest.SetId,
            differences.Length == 0 && verdicts.All(verdict => verdict.Differences.Count == 0),
            verdicts.Sum(verdict => verdict.Rows),
            textBytes,
            seconds,
            textBytes / 1e6 / seconds,
            verdicts,
            manifest.Objects.Count,
            differences,
            [.. (manifest.NotCarried ?? []).Select(item => item.ToString())],
            [
                .. verdicts.SelectMany(verdict => verdict.Warnings.Select(warning => $"{verdict.Table}: {warning}")),
                .. await TargetDurability.WarningsAsync(catalogue, cancellationToken),
            ]
        );
        string key = StoreKeys.Restore(request.RunId, ReportName);
        await store.PutJsonAsync(key, report, ImportReportJson.Default.ImportReport, WriteCondition.None, cancellationToken);
        return report.Good
            ? report
            : throw new ImportMismatchException(
                key,
                [
                    .. verdicts.SelectMany(verdict => verdict.Differences.Select(difference => $"{verdict.Table}: {difference}")),
                    .. differences,
                ]
            );
    }

    private async Task<IReadOnlyDictionary<string, TableDigest>> DigestAsync(
        ImportRequest request,
        IReadOnlyList<TableDefinition> tables,
        CancellationToken cancellationToken
    )
    {
        var digests = tables.ToDictionary(table => table.QuotedName, _ => new TableDigest(), StringComparer.Ordinal);
        var connections = new List<MariaDbConnection>();
        try
        {
            for (int i = 0; i < options.Connections; i++)
            {
                connections.Add(await MariaDbConnection.OpenAsync(request.Target, request.Account, cancellationToken));
                await connections[i].ExecuteAsync(ReadSession.Settings, cancellationToken);
            }

            var toPlan = new ConcurrentQueue<TableDefinition>(tables);
            var planned = new ConcurrentBag<ChunkWork>();
            await Workers.RunAsync(
                connections,
                async (connection, token) =>
                {
                    while (toPlan.TryDequeue(out TableDefinition? table))
                    {
                        foreach (ChunkWork work in await ChunkPlanner.PlanAsync(connection, table, ChunkBytes, token))
                        {
                            planned.Add(work);
                        }
                    }
                },
                cancellationToken
            );

            var toRead = new ConcurrentQueue<ChunkWork>(planned.OrderByDescending(work => work.EstimatedBytes));
            long total = planned.Sum(work => work.EstimatedBytes);
            long done = 0;
            await Workers.RunAsync(
                connections,
                async (connection, token) =>
                {
                    var text = new TextBuffer();
                    while (toRead.TryDequeue(out ChunkWork? work))
                    {
                        TableDigest digest = await TableDigest.ReadAsync(connection, work, text, token);
                        lock (digests)
                        {
                            digests[work.Table.QuotedName].Add(digest);
                        }

                        progress.Report("verify import", Interlocked.Add(ref done, work.EstimatedBytes), total, "bytes");
                    }
                },
                cancellationToken
            );
            return digests;
        }
        finally
        {
            foreach (MariaDbConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }
}

/// <summary>The target differs from the manifest.</summary>
public sealed class ImportMismatchException(string reportKey, IReadOnlyList<string> differences)
    : PermanentException(
        $"After the import the target differs from the manifest in {differences.Count} places: "
            + $"{string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? "; …" : "")}.",
        $"do not use this target; read {reportKey} for the whole list; restore from another set."
    );
