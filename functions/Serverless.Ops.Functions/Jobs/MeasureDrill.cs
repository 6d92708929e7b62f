using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Amazon.StepFunctions;
using Serverless.Ops.DataPlane.Drill;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Executions;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Judges a drill and stores its evidence and page. Also a failed one.</summary>
internal sealed class MeasureDrillHandler(IObjectStore store, IAmazonStepFunctions stepFunctions, TimeProvider time)
{
    [LambdaFunction]
    public Task<MeasureDrillResult> MeasureDrill(MeasureDrillRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            var history = await new RestoreHistory(stepFunctions).ReadAsync(request.RestoreStateMachineArn, request.RunId, token);
            var (key, evidence) = await new DrillMeasuring(store, time)
                .MeasureAsync(request.DrillId, request.RunId, request.Target, request.StartedAt, history, request.Failure, token);
            return new MeasureDrillResult
            {
                Verdict = evidence.Verdict,
                Reason = evidence.IsProven ? "The restore is proven." : string.Join(' ', evidence.Reasons),
                EvidenceKey = key,
            };
        });
}
