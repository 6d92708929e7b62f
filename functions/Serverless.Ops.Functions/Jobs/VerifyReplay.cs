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

/// <summary>Host job: does the target stand exactly where the plan ends, with the rows that set and log say?</summary>
internal sealed class VerifyReplayHandler(
    Settings settings, DatabaseAccounts accounts, IObjectStore store, ReplayOptions options, TimeProvider time, IProgressSink progress)
{
    [LambdaFunction]
    public Task<VerifyReplayResult> VerifyReplay(VerifyReplayRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            RestorePlan plan = await new PlanStore(store, time).ReadAsync(request.PlanKey, token);
            var verifier = new ReplayVerifier(store, settings.Database, await accounts.GetAsync("target", token), options, time, progress);
            (string key, ReplayVerdict verdict) = await verifier.VerifyAsync(plan, request.PlanKey, request.RunId, token);
            return new VerifyReplayResult
            {
                RunId = request.RunId,
                ReportKey = key,
                ReachedAt = $"{verdict.Reached.File}:{verdict.Reached.Position}",
                Gtid = verdict.Reached.Gtid,
                Transactions = verdict.Transactions,
                HeartbeatAt = verdict.HeartbeatAt,
                TablesCounted = verdict.Tables.Count(table => table.NotCounted is null),
                TablesNotCounted = verdict.Tables.Count(table => table.NotCounted is not null),
                SecondsFromHeartbeatToTarget = verdict.HeartbeatToTarget?.TotalSeconds,
            };
        });
}
