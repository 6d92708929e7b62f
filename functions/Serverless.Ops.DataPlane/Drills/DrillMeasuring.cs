using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Drills.Report;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>
/// Gathers the reports of a drill, lets the domain judge them, and stores the evidence and its page. A drill that failed half-way is
/// measured too, and every missing report counts against it. Measuring may run again, and the newest evidence counts.
/// </summary>
public sealed class DrillMeasuring(IObjectStore store, string estate, TimeProvider time)
{
    public const string PageName = "report.html";

    private readonly StoreKeys keys = new(estate);

    /// <param name="planKey">Key of the plan, as the restore returned it; null when the restore failed.</param>
    /// <param name="history">The restore as recorded in the history of the state machine.</param>
    /// <returns>The evidence and its key.</returns>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    public async Task<(string Key, DrillEvidence Evidence)> MeasureAsync(
        string drillId,
        string runId,
        string? planKey,
        string asked,
        DateTimeOffset startedAt,
        RestoreRecord history,
        DrillFailure? failure,
        CancellationToken cancellationToken
    )
    {
        var sha256 = new SortedDictionary<string, string>(StringComparer.Ordinal);
        planKey ??= keys.Plan(runId);
        RestorePlan? plan = await FindAsync(planKey, PlanJson.Default.RestorePlan, sha256, cancellationToken);
        if (plan is not null)
        {
            new PlanStore(store, estate, time).Own(planKey, plan);
        }

        string? manifestKey = plan is null ? null : StoreKeys.Manifest(Job.Database, plan.DatabaseSetId);
        DatabaseManifest? manifest = manifestKey is null
            ? null
            : await FindAsync(manifestKey, ManifestJson.Default.DatabaseManifest, sha256, cancellationToken);
        if (manifest is not null)
        {
            OtherEstateException.ThrowIfOther(manifestKey!, manifest.RequireAt(Job.Database, plan!.DatabaseSetId).Estate, estate);
            ManifestChangedException.ThrowIfChanged(plan.Set, sha256[manifestKey!]);
        }

        string timelineKey = keys.Drill(drillId, DrillTimeline.Name);
        DrillTimeline? timeline = await FindAsync(timelineKey, DrillJson.Default.DrillTimeline, sha256, cancellationToken);
        if (timeline is not null)
        {
            OtherEstateException.ThrowIfOther(timelineKey, timeline.Estate, estate);
        }

        timeline ??= new DrillTimeline
        {
            Format = DrillTimeline.CurrentFormat,
            DrillId = drillId,
            Estate = estate,
            StartedAt = startedAt,
            Parts = [],
        };
        var inputs = new DrillInputs
        {
            DrillId = drillId,
            RunId = runId,
            Asked = asked,
            StartedAt = startedAt,
            MeasuredAt = time.GetUtcNow(),
            Plan = plan,
            Manifest = manifest,
            Timeline = timeline with { Parts = [.. timeline.Parts, .. history.Parts] },
            FailedAttempts = history.FailedAttempts,
            HistoryWarning = history.Warning,
            Import = await FindOfRunAsync(
                runId,
                ImportVerification.ReportName,
                ImportReportJson.Default.ImportReport,
                report => report.RunId,
                sha256,
                cancellationToken
            )
                is { } import
                ? new ImportFinding(import.SetId, import.Good, import.Tables.Count, import.Rows, import.TextBytes, import.ObjectsCompared)
                : null,
            Replay = await FindOfRunAsync(
                runId,
                ReplayVerifier.ReportName,
                ReplayVerdictJson.Default.ReplayVerdict,
                report => report.RunId,
                sha256,
                cancellationToken
            )
                is { } replay
                ? FindingOf(replay)
                : null,
            Proof = await FindAsync(
                keys.Drill(drillId, DrillProving.ReportName),
                DrillJson.Default.JournalProofReport,
                sha256,
                cancellationToken
            ),
            Workflows = await FindOfRunAsync(
                runId,
                WorkflowReport.Name,
                WorkflowJson.Default.WorkflowReport,
                report => report.RunId,
                sha256,
                cancellationToken
            ),
            Failure = failure,
            Sha256 = sha256,
        };
        await HashTheRestAsync(drillId, runId, sha256, cancellationToken);
        DrillEvidence evidence = DrillJudge.Judge(inputs);
        string key = keys.Drill(drillId, DrillEvidence.Name);
        await store.PutJsonAsync(key, evidence, DrillJson.Default.DrillEvidence, WriteCondition.None, cancellationToken);
        await store.PutBytesAsync(
            keys.Drill(drillId, PageName),
            Encoding.UTF8.GetBytes(DrillReport.Render(evidence)),
            WriteCondition.None,
            cancellationToken
        );
        return (key, evidence);
    }

    private static ReplayFinding FindingOf(ReplayVerdict replay) =>
        new(
            replay.Reached,
            replay.Transactions,
            replay.HeartbeatAt,
            replay.Tables.Count(table => table is { NotCounted: null, Differs: false, IsOfLog: false }),
            replay.Tables.Count(table => table is { NotCounted: not null, IsOfLog: false }),
            replay.Coverage?.Warning
        );

    // The evidence also depends on the journal and on reports that this class does not read, so their digests are recorded too.
    private async Task HashTheRestAsync(
        string drillId,
        string runId,
        SortedDictionary<string, string> sha256,
        CancellationToken cancellationToken
    )
    {
        string[] ours = [keys.Drill(drillId, DrillEvidence.Name), keys.Drill(drillId, PageName)];
        foreach (string prefix in (string[])[keys.Restore(runId, ""), keys.Drill(drillId, "")])
        {
            await foreach (ObjectDescription found in store.ListAsync(prefix, cancellationToken))
            {
                if (!sha256.ContainsKey(found.Key) && !ours.Contains(found.Key, StringComparer.Ordinal))
                {
                    await using Stream content = await store.OpenReadAsync(found.Key, ReadOptions.Whole, cancellationToken);
                    sha256[found.Key] = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
                }
            }
        }
    }

    // A report of another restore proves nothing about this one.
    private async Task<T?> FindOfRunAsync<T>(
        string runId,
        string name,
        JsonTypeInfo<T> type,
        Func<T, string> runOf,
        SortedDictionary<string, string> sha256,
        CancellationToken cancellationToken
    )
        where T : class
    {
        string key = keys.Restore(runId, name);
        T? report = await FindAsync(key, type, sha256, cancellationToken);
        return report is null || runOf(report) == runId
            ? report
            : throw new MisplacedObjectException(key, $"the {name} of run '{runOf(report)}'");
    }

    // Hashes exactly the bytes that the value is parsed from.
    private async Task<T?> FindAsync<T>(
        string key,
        JsonTypeInfo<T> type,
        SortedDictionary<string, string> sha256,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (await store.FindAsync(key, cancellationToken) is not { } description)
        {
            return null;
        }

        byte[] bytes = await store.ReadAllBytesAsync(key, ObjectStoreExtensions.JsonLimitBytes, cancellationToken, description.Version);
        sha256[key] = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return ObjectStoreExtensions.ParseJson(key, bytes, type);
    }
}
