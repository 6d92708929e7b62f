using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Catalogues;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Drill;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Lambda: from the manifests and a target to a plan.</summary>
internal sealed class PlanRestoreHandler(Settings settings, IObjectStore store, TimeProvider time)
{
    [LambdaFunction]
    public Task<PlanRestoreResult> PlanRestore(PlanRestoreRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            RestoreTarget target = RestoreTarget.Parse(request.Target);
            if (request.Purpose == PlanRestoreRequest.Drill)
            {
                PlaceNotProvableException.ThrowIfPlace(target);
            }

            (string key, RestorePlan plan) = await new PlanStore(store, time).MakeAsync(request.RunId, settings.Estate, target, token);
            return new PlanRestoreResult
            {
                RunId = plan.RunId,
                PlanKey = key,
                Target = plan.Target,
                DatabaseSetId = plan.DatabaseSetId,
                ReplayTo = $"{plan.ReplayTo.File}:{plan.ReplayTo.Position}",
                Gtid = plan.ReplayTo.Gtid,
                Segments = plan.Segments.Count,
                ImportTextBytes = plan.ImportTextBytes,
                ReplayBytes = plan.ReplayBytes,
                ExpectedLossSeconds = plan.ExpectedLoss.TotalSeconds,
                Warnings = plan.Warnings.Count,
            };
        });
}
