using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>Judges a drill from what was reported about it. What is missing counts against it. Pure.</summary>
public static class DrillJudge
{
    /// <summary>RTO: from the loss of production to a site that people may use.</summary>
    public static readonly TimeSpan PromisedTimeToRestore = TimeSpan.FromHours(4);

    /// <summary>RPO: from what the store held to the loss of production.</summary>
    public static readonly TimeSpan PromisedDataLoss = TimeSpan.FromHours(1);

    // A replay this short need not have moved a row of the clients; a target this near the disaster need not leave one out.
    private static readonly TimeSpan ReplayThatMatters = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LossThatMatters = TimeSpan.FromSeconds(1);

    // Each shipment writes a heartbeat; the default interval is a quarter of an hour, and schedules may come late.
    private static readonly TimeSpan HeartbeatDueWithin = TimeSpan.FromMinutes(20);

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
            Parts = [.. (inputs.Timeline?.Parts ?? []).OrderBy(part => part.StartedAt).Select(part => WithAmounts(part, inputs))],
            SlowestPart = DrillBlockers.SlowestPart(inputs.Timeline?.Parts ?? [], lostAt, timeToRestore)?.Name,
            Import = inputs.Import,
            Replay = inputs.Replay,
            Tables =
            [
                .. (inputs.Manifest?.Tables ?? []).Select(table => new TableCount(
                    table.Schema,
                    table.Name,
                    table.Engine,
                    table.Rows,
                    table.TextBytes
                )),
            ],
            Objects = (inputs.Manifest?.Objects ?? [])
                .GroupBy(found => found.Kind, StringComparer.Ordinal)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal),
            Proof = inputs.Proof,
            Workflows = inputs.Workflows?.Workflows ?? [],
            Failure = inputs.Failure,
            Warnings = [.. inputs.Plan?.Warnings ?? [], .. HistoryWarnings(inputs)],
            Blockers = DrillBlockers.Of(inputs, lostAt, timeToRestore),
            Sha256 = inputs.Sha256,
        };
    }

    private static bool AskedForLatest(DrillInputs inputs) => (inputs.Plan?.Asked ?? inputs.Asked) == RestoreTarget.LatestText;

    // A chosen T loses what came after it on purpose: there the promise is about what could have been restored. Whoever asked for
    // the latest got T, wherever the plan had to fall back to.
    private static TimeSpan? LossOf(DrillInputs inputs, DateTimeOffset lostAt)
    {
        DateTimeOffset? kept = AskedForLatest(inputs) ? inputs.Plan?.Target : inputs.Timeline?.RecoverableTo;
        TimeSpan? loss = inputs.Timeline?.DestroyedAt is not null && kept is not null ? lostAt - kept : inputs.Plan?.ExpectedLoss;
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

        foreach (
            string reason in (string[])
                [
                    .. ImportReasons(inputs, plan),
                    .. TargetReasons(inputs, plan),
                    .. ReplayReasons(inputs, plan),
                    .. ProofReasons(inputs, plan),
                    .. GateReasons(inputs.Workflows),
                ]
        )
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

    // That no error came is not enough: what was compared has to be the plan's set, all of it.
    private static IEnumerable<string> ImportReasons(DrillInputs inputs, RestorePlan plan)
    {
        if (inputs.Manifest is not { } manifest)
        {
            yield return $"The manifest of set {plan.DatabaseSetId} could not be read.";
        }
        else if (inputs.Import is not { } import)
        {
            yield return "The import was not compared with the manifest.";
        }
        else if (
            !import.Good
            || import.SetId != plan.DatabaseSetId
            || import.Tables != manifest.Tables.Count
            || import.Rows != manifest.Tables.Sum(table => table.Rows)
        )
        {
            yield return $"The import does not equal set {plan.DatabaseSetId}: {import.Tables} of {manifest.Tables.Count} tables "
                + $"and {import.Rows} of {manifest.Tables.Sum(table => table.Rows)} rows were compared.";
        }
    }

    private static IEnumerable<string> TargetReasons(DrillInputs inputs, RestorePlan plan)
    {
        if (
            AskedForLatest(inputs)
            && inputs.Timeline?.RecoverableTo is { } recoverableTo
            && WholeSecond.Floor(recoverableTo) - plan.Target > TimeSpan.FromSeconds(1)
        )
        {
            yield return $"The latest was asked for and the store held everything up to {WholeSecond.Text(recoverableTo)}, but T is {WholeSecond.Text(plan.Target)}.";
        }
    }

    // The cursor at the plan's end shows nothing when there was nothing on the way to it.
    private static IEnumerable<string> ReplayReasons(DrillInputs inputs, RestorePlan plan)
    {
        ReplayFinding? replay = inputs.Replay;
        if (replay is null)
        {
            yield return "Where the replay ended was not verified.";
        }
        else if ((replay.Reached.File, replay.Reached.Position) != (plan.ReplayTo.File, plan.ReplayTo.Position))
        {
            yield return $"The replay ended at {replay.Reached.File}:{replay.Reached.Position}, the plan's end is {plan.ReplayTo.File}:{plan.ReplayTo.Position}.";
        }
        else if (replay.Transactions <= 0)
        {
            yield return "Nothing was replayed, so the drill proves nothing about the log.";
        }
        else if (inputs.Manifest is { } set && replay.TablesCounted + replay.TablesNotCounted != set.Tables.Count)
        {
            yield return $"After the replay {replay.TablesCounted} tables have the rows that set and log say, and {replay.TablesNotCounted} could not be told; the set has {set.Tables.Count}.";
        }
        else if (replay.TablesCounted == 0)
        {
            yield return "After the replay no table's rows could be counted against set and log.";
        }
        else if (replay.HeartbeatAt is null && inputs.Manifest is { } manifest && plan.Target - manifest.SnapshotAt > HeartbeatDueWithin)
        {
            yield return $"{plan.Target - manifest.SnapshotAt:h\\:mm\\:ss} of log were replayed and no heartbeat was in it: the second that was reached is not shown by the source's own clock.";
        }
    }

    private static IEnumerable<string> HistoryWarnings(DrillInputs inputs) =>
        inputs.HistoryWarning is { } why ? [why]
        : inputs.Timeline is not { Parts.Count: > 0 } ? ["The execution has no history: the parts of the time to restore are not known."]
        : [];

    // What a step moved: the history has its time, the reports have its amounts.
    private static DrillPart WithAmounts(DrillPart part, DrillInputs inputs) =>
        part.Name switch
        {
            "ImportDatabase" => part with { Bytes = inputs.Plan?.ImportTextBytes, Rows = inputs.Manifest?.Tables.Sum(table => table.Rows) },
            "VerifyImport" => part with { Bytes = inputs.Import?.TextBytes, Rows = inputs.Import?.Rows },
            "ReplayBinlogs" => part with { Bytes = inputs.Plan?.ReplayBytes, Transactions = inputs.Replay?.Transactions },
            _ => part,
        };

    private static IEnumerable<string> ProofReasons(DrillInputs inputs, RestorePlan plan)
    {
        JournalProofReport? proof = inputs.Proof;
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
            yield return $"{proof.Violations} transactions or rows disprove the restore.";
        }
        else if (!proof.IsProven)
        {
            yield return "The journal has nothing acknowledged before T, so it proves nothing.";
        }
        else
        {
            if (
                inputs.Manifest is { } manifest
                && plan.Target - manifest.SnapshotAt > ReplayThatMatters
                && !(proof.LastRestoredAt > manifest.SnapshotAt)
            )
            {
                yield return "Nothing that the clients did after the database set is there, so the journal proves nothing about the replay.";
            }

            if (!AskedForLatest(inputs) && inputs.Timeline?.DestroyedAt - plan.Target >= LossThatMatters && proof.SentAfter.Absent <= 0)
            {
                yield return "The journal has nothing sent after T, so it does not prove that the restore stops there.";
            }
        }
    }

    private static IEnumerable<string> GateReasons(WorkflowReport? workflows)
    {
        if (workflows is null || workflows.Workflows.Count == 0)
        {
            yield return "The workflow gate was not reached.";
            yield break;
        }

        foreach (string demanded in WorkflowReport.Demanded)
        {
            int times = workflows.Workflows.Count(workflow => workflow.Workflow == demanded);
            if (times != 1)
            {
                yield return times == 0
                    ? $"The workflow '{demanded}' was not checked."
                    : $"The workflow '{demanded}' is reported {times} times.";
            }
        }

        foreach (WorkflowVerdict workflow in workflows.Workflows.Where(workflow => workflow.Verdict != Verdict.Good))
        {
            yield return $"The workflow '{workflow.Workflow}' is {(workflow.Verdict == Verdict.Failed ? "failed" : "suspect")}: {workflow.Reason}";
        }
    }
}
