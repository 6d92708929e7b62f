using System.Diagnostics;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
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
    /// <summary>Name of the report, below restores/&lt;estate&gt;/&lt;run-id&gt;/.</summary>
    public const string ReportName = "import-report.json";

    /// <returns>The report of a target that matches. The report is stored also if the target differs.</returns>
    /// <exception cref="ReplayBegunException">A replay began on the import. An earlier report stays as it is.</exception>
    /// <exception cref="ImportMismatchException">The target differs from the manifest.</exception>
    public async Task<ImportReport> RunAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        DatabaseManifest manifest = await SetReader.ReadManifestAsync(store, request.Set, cancellationToken);
        await using MariaDbConnection catalogue = await MariaDbConnection.OpenAsync(request.Target, request.Account, cancellationToken);
        string key = new StoreKeys(request.Set.Estate).Restore(request.RunId, ReportName);
        IReadOnlyList<ImportedSet> imported = await ImportNotes.ReadAsync(catalogue, cancellationToken);
        if (imported.FirstOrDefault(import => import.ReplayOf is not null) is { } replayed)
        {
            throw new ReplayBegunException(replayed.SetId, replayed.ReplayOf!, key);
        }

        ComparedServer compared = await new SetComparison(
            request.Target,
            request.Account,
            options.Connections,
            progress,
            "verify import"
        ).RunAsync(catalogue, manifest, StateOrigin.Import, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long textBytes = manifest.Tables.Sum(table => table.TextBytes);
        var report = new ImportReport(
            request.RunId,
            manifest.SetId,
            compared.IsEqual,
            compared.Rows,
            textBytes,
            seconds,
            textBytes / 1e6 / seconds,
            compared.Tables,
            manifest.Objects.Count,
            compared.Objects,
            [.. (manifest.NotCarried ?? []).Select(item => item.ToString())],
            [.. compared.Warnings, .. await TargetDurability.WarningsAsync(catalogue, cancellationToken)]
        );
        string? notStored = await store.PutReportAsync(key, report, ImportReportJson.Default.ImportReport, cancellationToken);
        return !report.Good ? throw new ImportMismatchException(key, compared.Differences, notStored)
            : notStored is null ? report
            : report with { Warnings = [.. report.Warnings!, notStored] };
    }
}

/// <summary>The target differs from the manifest.</summary>
/// <param name="notStored">Why the report was not stored; null when it was.</param>
public sealed class ImportMismatchException(string reportKey, IReadOnlyList<string> differences, string? notStored)
    : PermanentException(
        $"After the import the target differs from the manifest in {differences.Count} places: "
            + $"{ReportedDifferences.List(differences, notStored)}.",
        $"do not use this target; {ReportedDifferences.WhereAll(reportKey, notStored)}; "
            + "restore from another set (input 'set' of the restore)."
    );

/// <summary>
/// A replay began on the import, so the target differs from the set on purpose. Nothing was compared, and no report was written.
/// </summary>
public sealed class ReplayBegunException(string setId, string planKey, string reportKey)
    : PermanentException(
        $"A replay of plan '{planKey}' began on this target after the import of set {setId}. "
            + "So the target differs from the set on purpose.",
        $"read {reportKey} for the comparison before the replay; run VerifyReplay to check the replay, or VerifyAgainstSet to compare "
            + "the target with a later set."
    );
