using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Domain.Storage;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: proves that an import is what its manifest says.</summary>
internal sealed class VerifyImportHandler(Settings settings, DatabaseAccounts accounts, IObjectStore store, IProgressSink progress)
{
    // A step's output is bounded; the report names all.
    private const int NamedAtMost = 100;

    [LambdaFunction]
    public Task<VerifyImportResult> VerifyImport(VerifyImportRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            RestorePlan plan = await store.ReadJsonAsync(request.PlanKey, FormatsJson.Default.RestorePlan, token);
            var verification = new ImportVerification(store, progress, new ImportOptions());
            ImportReport report = await verification.RunAsync(
                new ImportRequest(request.RunId, plan.DatabaseSetId, settings.Database, await accounts.GetAsync("target", token)), token);
            return new VerifyImportResult
            {
                SetId = report.SetId,
                ReportKey = StoreKeys.Restore(request.RunId, ImportVerification.ReportName),
                Tables = report.Tables.Count,
                Objects = report.ObjectsCompared,
                Rows = report.Rows,
                Seconds = report.Seconds,
                MegabytesPerSecond = report.MegabytesPerSecond,
                Warnings = [.. (report.Warnings ?? []).Take(NamedAtMost)],
            };
        });
}
