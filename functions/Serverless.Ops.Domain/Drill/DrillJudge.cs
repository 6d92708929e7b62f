using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Domain.Verdicts;

namespace Serverless.Ops.Domain.Drill;

/// <summary>Judges a drill from what was reported about it. What is missing counts against it. Pure.</summary>
public static class DrillJudge
{
    /// <summary>RTO: from the loss of production to a site that people may use.</summary>
    public static readonly TimeSpan PromisedTimeToRestore = TimeSpan.FromHours(4);

    /// <summary>RPO: from what the store held to the loss of production.</summary>
    public static readonly TimeSpan PromisedDataLoss = TimeSpan.FromHours(1);

    public static DrillEvidence Judge(DrillInputs inputs)
    {
        DateTimeOffset? reopenedAt = inputs.Timeline?.ReopenedAt ?? (inputs.Workflows is { Passed: true } gate ? gate.FinishedAt : null);
        DateTimeOffset lostAt = inputs.Timeline?.DestroyedAt ?? inputs.StartedAt;
        var timeToRestore = new Objective(PromisedTimeToRestore, reopenedAt - lostAt);
        var dataLoss = new Objective(PromisedDataLoss, LossOf(inputs, lostAt));
        List<string> reasons = [.. Reasons(inputs, timeToRestore, dataLoss)];
        return new DrillEvidence
        {
            Format = DrillEvidence.CurrentFormat,
            DrillId = inputs.DrillId,
            RunId = inputs.RunId,
            Estate = inputs.Plan?.Estate ?? inputs.Timeline?.Estate ?? "",
            Verdict = reasons.Count == 0 ? Verdict.Good : Verdict.Failed,
            Reasons = reasons,
            Asked = inputs.Plan?.Asked ?? inputs.Asked,
            Target = inputs.Plan?.Target,
            StartedAt = inputs.Timeline?.StartedAt ?? inputs.StartedAt,
            DestroyedAt = inputs.Timeline?.DestroyedAt,
            RecoverableTo = inputs.Timeline?.RecoverableTo,
            ReopenedAt = reopenedAt,
            MeasuredAt = inputs.MeasuredAt,
            TimeToRestore = timeToRestore,
            DataLoss = dataLoss,
            LossAgainstTarget = inputs.Plan?.ExpectedLoss,
            Parts = [.. (inputs.Timeline?.Parts ?? []).OrderBy(part => part.StartedAt)],
            Tables = [.. (inputs.Manifest?.Tables ?? []).Select(table => new TableCount(table.Schema, table.Name, table.Engine, table.Rows, table.TextBytes))],
            Objects = (inputs.Manifest?.Objects ?? []).GroupBy(found => found.Kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal),
            Proof = inputs.Proof,
            Workflows = inputs.Workflows?.Workflows ?? [],
            Failure = inputs.Failure,
            Warnings = [.. inputs.Plan?.Warnings ?? [], .. inputs.Timeline is not { Parts.Count: > 0 } ? ["The execution has no history: the parts of the time to restore are not known."] : (string[])[]],
            Blockers = inputs.Timeline?.Blockers ?? [],
            Sha256 = inputs.Sha256,
        };
    }

    // A chosen T loses what came after it on purpose; the promise is about what could have been restored.
    private static TimeSpan? LossOf(DrillInputs inputs, DateTimeOffset lostAt)
    {
        TimeSpan? loss = inputs.Timeline?.RecoverableTo is { } recoverableTo && inputs.Timeline.DestroyedAt is not null
            ? lostAt - recoverableTo
            : inputs.Plan?.ExpectedLoss;
        return loss < TimeSpan.Zero ? TimeSpan.Zero : loss;
    }

    private static IEnumerable<string> Reasons(DrillInputs inputs, Objective timeToRestore, Objective dataLoss)
    {
        if (inputs.Failure is { } failure)
        {
            yield return $"The restore ended with {failure.Error}.";
        }

        if (inputs.Plan is not { } plan)
        {
            yield return "There is no restore plan.";
            yield break;
        }

        foreach (string reason in (string[])[.. ProofReasons(inputs.Proof, plan), .. GateReasons(inputs.Workflows)])
        {
            yield return reason;
        }

        if (!timeToRestore.IsKept)
        {
            yield return timeToRestore.Measured is { } took
                ? $"The restore took {took:h\\:mm\\:ss}, the promise is {PromisedTimeToRestore:h\\:mm\\:ss}."
                : "The time to restore could not be measured: the site was never fit to be reopened.";
        }

        if (!dataLoss.IsKept)
        {
            yield return dataLoss.Measured is { } loss
                ? $"{loss:h\\:mm\\:ss} of data would have been lost, the promise is {PromisedDataLoss:h\\:mm\\:ss}."
                : "The data loss could not be measured.";
        }
    }

    private static IEnumerable<string> ProofReasons(JournalProofReport? proof, RestorePlan plan)
    {
        if (proof is null)
        {
            yield return "The clients' journal was not held against the restored rows.";
        }
        else if (proof.Target != plan.Target)
        {
            yield return $"The journal was judged for {proof.Target:yyyy-MM-ddTHH:mm:ssZ}, the plan's T is {plan.Target:yyyy-MM-ddTHH:mm:ssZ}.";
        }
        else if (proof.Violations > 0)
        {
            yield return $"{proof.Violations} transactions of the journal disprove the restore.";
        }
        else if (!proof.IsProven)
        {
            yield return "The journal has nothing acknowledged before T, so it proves nothing.";
        }
    }

    private static IEnumerable<string> GateReasons(WorkflowReport? workflows)
    {
        if (workflows is null || workflows.Workflows.Count == 0)
        {
            yield return "The workflow gate was not reached.";
            yield break;
        }

        foreach (WorkflowVerdict workflow in workflows.Workflows.Where(workflow => workflow.Verdict != Verdict.Good))
        {
            yield return $"The workflow '{workflow.Workflow}' is {(workflow.Verdict == Verdict.Failed ? "failed" : "suspect")}: {workflow.Reason}";
        }
    }
}
