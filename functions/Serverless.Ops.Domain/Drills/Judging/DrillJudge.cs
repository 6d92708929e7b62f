using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>Judges a drill from the reports about it. A missing report counts against the drill. Pure.</summary>
public static class DrillJudge
{
    /// <summary>RTO: the longest time from the loss of production until people may use the site.</summary>
    public static readonly TimeSpan PromisedTimeToRestore = TimeSpan.FromHours(4);

    /// <summary>RPO: the longest time from the last instant that the store held to the loss of production.</summary>
    public static readonly TimeSpan PromisedDataLoss = TimeSpan.FromHours(1);

    // A shorter replay may contain no row of the clients. A target nearer to the disaster may leave no transaction out.
    private static readonly TimeSpan ReplayThatMatters = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LossThatMatters = TimeSpan.FromSeconds(1);

    // Each shipment writes a heartbeat. The default interval is 15 minutes, and schedules may come late.
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
            ReplayTo = inputs.Plan?.ReplayTo,
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
            Warnings = [.. inputs.Plan?.Warnings ?? [], .. HistoryWarnings(inputs), .. CountWarnings(inputs)],
            Blockers = DrillBlockers.Of(inputs, lostAt, timeToRestore),
            Sha256 = inputs.Sha256,
        };
    }

    private static bool AskedForLatest(DrillInputs inputs) => (inputs.Plan?.Asked ?? inputs.Asked) == RestoreTarget.LatestText;

    // A chosen T leaves out later commits on purpose, so the loss counts from the last instant that the store held. For latest the
    // loss counts from T, since the plan may have had to choose an earlier T.
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
                ? $"The restore took {took:h\\:mm\\:ss}, but the promise is {PromisedTimeToRestore:h\\:mm\\:ss}."
                : "The time to restore could not be measured, because the site was never ready to open.";
        }

        if (!dataLoss.IsKept)
        {
            yield return dataLoss.Measured is { } loss
                ? $"{loss:h\\:mm\\:ss} of data would have been lost, but the promise is {PromisedDataLoss:h\\:mm\\:ss}."
                : "The data loss could not be measured.";
        }
    }

    // An import without an error is not enough. The comparison must cover the plan's whole set.
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
        if (AskedForLatest(inputs) && inputs.Timeline?.RecoverableTo is { } recoverableTo && recoverableTo > plan.Target)
        {
            yield return $"The latest was requested, and the store held everything up to {WholeSecond.Text(recoverableTo)}, "
                + $"but T is {WholeSecond.Text(plan.Target)}.";
        }
    }

    // A cursor at the plan's end proves nothing when there was nothing to replay.
    private static IEnumerable<string> ReplayReasons(DrillInputs inputs, RestorePlan plan)
    {
        ReplayFinding? replay = inputs.Replay;
        if (replay is null)
        {
            yield return "The end of the replay was not verified.";
        }
        else if ((replay.Reached.File, replay.Reached.Position) != (plan.ReplayTo.File, plan.ReplayTo.Position))
        {
            yield return $"The replay ended at {replay.Reached.File}:{replay.Reached.Position}, "
                + $"but the plan ends at {plan.ReplayTo.File}:{plan.ReplayTo.Position}.";
        }
        else if (replay.Transactions <= 0)
        {
            yield return "Nothing was replayed, so the drill proves nothing about the log.";
        }
        else if (inputs.Manifest is { } set && replay.TablesCounted + replay.TablesNotCounted != set.Tables.Count)
        {
            yield return $"After the replay the number of rows is right in {replay.TablesCounted} tables "
                + $"and unknown in {replay.TablesNotCounted}, but the set has {set.Tables.Count} tables.";
        }
        else if (replay.TablesCounted == 0)
        {
            yield return "After the replay no table's number of rows could be compared with the set and the log.";
        }
        else if (replay.HeartbeatAt is null && inputs.Manifest is { } manifest && plan.Target - manifest.SnapshotAt > HeartbeatDueWithin)
        {
            yield return $"The replay covered {plan.Target - manifest.SnapshotAt:h\\:mm\\:ss} of log without a heartbeat, "
                + "so the source's own clock does not confirm the second that was reached.";
        }
    }

    private static IEnumerable<string> CountWarnings(DrillInputs inputs) => inputs.Replay?.CoverageWarning is { } why ? [why] : [];

    private static IEnumerable<string> HistoryWarnings(DrillInputs inputs) =>
        inputs.HistoryWarning is { } why ? [why]
        : inputs.Timeline is not { Parts.Count: > 0 } ? ["The execution has no history, so the parts of the time to restore are unknown."]
        : [];

    // The history has the time of a step. The reports have its amounts.
    private static DrillPart WithAmounts(DrillPart part, DrillInputs inputs) =>
        part.Name switch
        {
            "ImportDatabase" => part with { Bytes = inputs.Plan?.ImportTextBytes, Rows = inputs.Manifest?.Tables.Sum(table => table.Rows) },
            "VerifyImport" => part with { Bytes = inputs.Import?.TextBytes, Rows = inputs.Import?.Rows },
            "CheckBinlogs" => part with { Bytes = inputs.Plan?.ReplayBytes },
            "ReplayBinlogs" => part with { Bytes = inputs.Plan?.ReplayBytes, Transactions = inputs.Replay?.Transactions },
            _ => part,
        };

    private static IEnumerable<string> ProofReasons(DrillInputs inputs, RestorePlan plan)
    {
        JournalProofReport? proof = inputs.Proof;
        if (proof is null)
        {
            yield return "The clients' journal was not compared with the restored rows.";
        }
        else if (proof.Target != plan.Target)
        {
            yield return $"The journal was judged for {WholeSecond.Text(proof.Target)}, "
                + $"but the plan's T is {WholeSecond.Text(plan.Target)}.";
        }
        else if (proof.Violations > 0)
        {
            yield return $"{proof.Violations} transactions or rows disprove the restore.";
        }
        else if (!proof.IsProven)
        {
            yield return "The journal has no transaction acknowledged before T, so it proves nothing.";
        }
        else
        {
            if (
                inputs.Manifest is { } manifest
                && plan.Target - manifest.SnapshotAt > ReplayThatMatters
                && !(proof.LastRestoredAt > manifest.SnapshotAt)
            )
            {
                yield return "No client transaction from after the database set was restored, "
                    + "so the journal proves nothing about the replay.";
            }

            if (!AskedForLatest(inputs) && inputs.Timeline?.DestroyedAt - plan.Target >= LossThatMatters && proof.SentAfter.Absent <= 0)
            {
                yield return "The journal has no transaction sent after T, so it does not prove that the restore stops at T.";
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
            string verdict = workflow.Verdict == Verdict.Failed ? "failed" : "is suspect";
            yield return $"The workflow '{workflow.Workflow}' {verdict}: {workflow.Reason}";
        }
    }
}
