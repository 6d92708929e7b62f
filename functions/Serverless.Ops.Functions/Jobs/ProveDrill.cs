using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Drill;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: the clients' journal against the restored rows, before anything but the replay has written to them.</summary>
internal sealed class ProveDrillHandler(Settings settings, IObjectStore store, DatabaseAccounts accounts, IProgressSink progress)
{
    [LambdaFunction]
    public Task<ProveDrillResult> ProveDrill(ProveDrillRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            var account = await accounts.GetAsync("target", token);
            var (key, report) = await new DrillProving(store, settings.Database, account, progress)
                .ProveAsync(request.RunId, request.PlanKey, request.JournalKey, token);
            return new ProveDrillResult
            {
                ProofKey = key,
                Restored = report.AcknowledgedBefore.Whole,
                LeftOut = report.SentAfter.Absent,
                InFlight = report.InFlight.Whole + report.InFlight.Absent,
            };
        });
}
