using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>Runs the workflow gate with the gate account of the estate. Stores the report, whether the gate passed or not.</summary>
public sealed class WorkflowChecking(IObjectStore store, IParameterStore parameters, string estate, TimeProvider time)
{
    /// <returns>The report and its key.</returns>
    /// <exception cref="WorkflowGateFailedException">A workflow is not good. The stored report names the reason.</exception>
    public async Task<(string Key, WorkflowReport Report)> CheckAsync(string runId, Uri site, CancellationToken cancellationToken)
    {
        string parameter = $"/serverless-ops/{estate}/gate";
        WorkflowReport report = await new WorkflowGate(site, runId, time).CheckAsync(
            parameter,
            await parameters.GetSecretAsync(parameter, cancellationToken),
            cancellationToken
        );
        string key = new StoreKeys(estate).Restore(runId, WorkflowReport.Name);
        await store.PutJsonAsync(key, report, WorkflowJson.Default.WorkflowReport, WriteCondition.None, cancellationToken);
        return report.Passed
            ? (key, report)
            : throw new WorkflowGateFailedException(
                "The site stays closed: "
                    + string.Join(
                        "; ",
                        report
                            .Workflows.Where(workflow => workflow.Verdict != Verdict.Good)
                            .Select(workflow => $"{workflow.Workflow}: {workflow.Reason}")
                    )
                    + ".",
                $"read {key}, repair the workflows that are not good, then run CheckWorkflows again."
            );
    }
}
