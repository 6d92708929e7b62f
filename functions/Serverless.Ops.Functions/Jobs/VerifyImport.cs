using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a comparison of this host's server with the manifest of the plan's database set, after the import and before the
/// replay.</summary>
public sealed record VerifyImportRequest
{
    public required string RunId { get; init; }
    public required string PlanKey { get; init; }
}

/// <summary>The verification found no difference. If it finds one, the job fails with an ImportMismatchException instead.</summary>
public sealed record VerifyImportResult
{
    // A state's output is bounded. The report lists every warning.
    private const int NamedAtMost = 100;

    public required string SetId { get; init; }

    /// <summary>Key of the report, which has the verdict of each table. If the store did not take it, a warning says so.</summary>
    public required string ReportKey { get; init; }
    public required int Tables { get; init; }
    public required int Objects { get; init; }
    public required long Rows { get; init; }
    public required double Seconds { get; init; }
    public required double MegabytesPerSecond { get; init; }

    /// <summary>
    /// Two kinds of warnings. The first: differences from the source that do not make the target bad, each with its table. These are stored
    /// generated columns that were computed in another time zone. The second: work for a person before the server serves production.
    /// The report has all of them.
    /// </summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    internal static VerifyImportResult Of(string estate, ImportReport report) =>
        new()
        {
            SetId = report.SetId,
            ReportKey = new StoreKeys(estate).Restore(report.RunId, ImportVerification.ReportName),
            Tables = report.Tables.Count,
            Objects = report.ObjectsCompared,
            Rows = report.Rows,
            Seconds = report.Seconds,
            MegabytesPerSecond = report.MegabytesPerSecond,
            Warnings = [.. (report.Warnings ?? []).Take(NamedAtMost)],
        };
}

/// <summary>Host job: proves that the imported tables match the manifest.</summary>
internal sealed class VerifyImportHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<VerifyImportResult> VerifyImport(VerifyImportRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                var verification = new ImportVerification(store, progress, new ImportOptions());
                ImportReport report = await verification.RunAsync(
                    new ImportRequest(request.RunId, plan.Set, settings.Database, await accounts.GetAsync("target", token)),
                    token
                );
                return VerifyImportResult.Of(settings.Estate, report);
            }
        );
}
