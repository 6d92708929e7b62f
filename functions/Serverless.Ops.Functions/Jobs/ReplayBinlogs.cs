using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Catalogues;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: the plan's log onto this host's database.</summary>
internal sealed class ReplayBinlogsHandler(
    Settings settings, DatabaseAccounts accounts, IObjectStore store, ReplayOptions options, TimeProvider time, IProgressSink progress)
{
    [LambdaFunction]
    public Task<ReplayBinlogsResult> ReplayBinlogs(ReplayBinlogsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            RestorePlan plan = await new PlanStore(store, time).ReadAsync(request.PlanKey, token);
            var replayer = new BinlogReplayer(store, settings.Database, await accounts.GetAsync("target", token), options, progress);
            ReplayReport report = await replayer.ReplayAsync(plan, request.PlanKey, token);
            return new ReplayBinlogsResult
            {
                RunId = request.RunId,
                PlanKey = request.PlanKey,
                Transactions = report.Transactions,
                Bytes = report.Bytes,
                Seconds = report.Seconds,
                MegabytesPerSecond = report.MegabytesPerSecond,
                ReachedAt = $"{report.To.File}:{report.To.Position}",
                PassedOver = report.PassedOver.Count,
                Resumed = report.ResumedFrom is not null,
            };
        });
}
