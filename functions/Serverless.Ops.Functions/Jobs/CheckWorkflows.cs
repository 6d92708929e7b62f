using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.DataPlane.Parameters;
using Serverless.Ops.DataPlane.Site;
using Serverless.Ops.Domain.Verdicts;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>The workflow gate: access is reopened only behind it.</summary>
internal sealed class CheckWorkflowsHandler(Settings settings, IObjectStore store, IParameterStore parameters, TimeProvider time)
{
    [LambdaFunction]
    public Task<CheckWorkflowsResult> CheckWorkflows(CheckWorkflowsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            var (key, report) = await new WorkflowChecking(store, parameters, settings.Estate, time).CheckAsync(request.RunId, request.SiteUrl, token);
            return new CheckWorkflowsResult { ReportKey = key, Verdict = Verdict.Good, Workflows = report.Workflows.Count };
        });
}
