using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: brings a plan's database set into the fresh server of the host.</summary>
internal sealed class ImportDatabaseHandler(Settings settings, DatabaseAccounts accounts, IObjectStore store, IProgressSink progress)
{
    [LambdaFunction]
    public Task<ImportDatabaseResult> ImportDatabase(ImportDatabaseRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            RestorePlan plan = await store.ReadJsonAsync(request.PlanKey, FormatsJson.Default.RestorePlan, token);
            var import = new DatabaseImport(store, progress, new ImportOptions());
            ImportResult result = await import.RunAsync(
                new ImportRequest(request.RunId, plan.DatabaseSetId, settings.Database, await accounts.GetAsync("target", token)), token);
            return new ImportDatabaseResult
            {
                SetId = result.SetId,
                Tables = result.Tables,
                Rows = result.Rows,
                TextBytes = result.TextBytes,
                StoredBytes = result.StoredBytes,
                Seconds = result.Seconds,
                MegabytesPerSecond = result.MegabytesPerSecond,
                Parts = result.Parts,
                Warnings = result.Warnings ?? [],
            };
        });
}
