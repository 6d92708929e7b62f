using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a try of the critical workflows on the restored site.</summary>
public sealed record CheckWorkflowsRequest
{
    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public string? PlanKey { get; init; }

    [Description("the site's URL, as PointSite returned it")]
    public required Uri SiteUrl { get; init; }
}

/// <summary>Every workflow is good. If one is not, the function fails instead.</summary>
public sealed record CheckWorkflowsResult
{
    public required string ReportKey { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Number of workflows that were tried.</summary>
    public required int Workflows { get; init; }
}

/// <summary>Lambda: the workflow gate. Access to the site is reopened only after the gate has passed.</summary>
internal sealed class CheckWorkflowsHandler(ProgramSettings settings, IObjectStore store, IParameterStore parameters, TimeProvider time)
{
    [LambdaFunction]
    public Task<CheckWorkflowsResult> CheckWorkflows(CheckWorkflowsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                if (request.PlanKey is { } planKey)
                {
                    await new PlanStore(store, settings.Estate, time).ReadAsync(planKey, token);
                }

                (string key, WorkflowReport report) = await new WorkflowChecking(store, parameters, settings.Estate, time).CheckAsync(
                    request.RunId,
                    request.SiteUrl,
                    token
                );
                return new CheckWorkflowsResult
                {
                    ReportKey = key,
                    Verdict = Verdict.Good,
                    Workflows = report.Workflows.Count,
                };
            }
        );
}
