using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Drills.Report;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>
/// Gathers the reports of a drill, lets the domain judge them, and stores the evidence and its page. A drill that failed half-way is
/// measured too, and every missing report counts against it. Measuring may run again, and the newest evidence counts.
/// </summary>
public sealed class DrillMeasuring(IObjectStore store, TimeProvider time)
{
    public const string PageName = "report.html";

    /// <param name="history">The restore as recorded in the history of the state machine.</param>
    /// <returns>The evidence and its key.</returns>
    public async Task<(string Key, DrillEvidence Evidence)> MeasureAsync(
        string drillId,
        string runId,
        string asked,
        DateTimeOffset startedAt,
        RestoreRecord history,
        DrillFailure? failure,
        CancellationToken cancellationToken
    )
    {
        var sha256 = new SortedDictionary<string, string>(StringComparer.Ordinal);
        RestorePlan? plan = await FindAsync(StoreKeys.Plan(runId), PlanJson.Default.RestorePlan, sha256, cancellationToken);
        DatabaseManifest? manifest = plan is null
            ? null
            : await FindAsync(
                StoreKeys.Manifest(Job.Database, plan.DatabaseSetId),
                ManifestJson.Default.DatabaseManifest,
                sha256,
                cancellationToken
            );
        DrillTimeline? timeline = await FindAsync(
            StoreKeys.Drill(drillId, DrillTimeline.Name),
            DrillJson.Default.DrillTimeline,
            sha256,
            cancellationToken
        );
        timeline ??= new DrillTimeline
        {
            Format = DrillTimeline.CurrentFormat,
            DrillId = drillId,
            Estate = plan?.Estate ?? "",
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
            Import = await FindAsync(
                StoreKeys.Restore(runId, ImportVerification.ReportName),
                ImportReportJson.Default.ImportReport,
                sha256,
                cancellationToken
            )
                is { } import
                ? new ImportFinding(import.SetId, import.Good, import.Tables.Count, import.Rows, import.TextBytes, import.ObjectsCompared)
                : null,
            Replay = await FindAsync(
                StoreKeys.Restore(runId, ReplayVerifier.ReportName),
                ReplayVerdictJson.Default.ReplayVerdict,
                sha256,
                cancellationToken
            )
                is { } replay
                ? FindingOf(replay)
                : null,
            Proof = await FindAsync(
                StoreKeys.Drill(drillId, DrillProving.ReportName),
                DrillJson.Default.JournalProofReport,
                sha256,
                cancellationToken
            ),
            Workflows = await FindAsync(
                StoreKeys.Restore(runId, WorkflowReport.Name),
                WorkflowJson.Default.WorkflowReport,
                sha256,
                cancellationToken
            ),
            Failure = failure,
            Sha256 = sha256,
        };
        await HashTheRestAsync(drillId, runId, sha256, cancellationToken);
        DrillEvidence evidence = DrillJudge.Judge(inputs);
        string key = StoreKeys.Drill(drillId, DrillEvidence.Name);
        await store.PutJsonAsync(key, evidence, DrillJson.Default.DrillEvidence, WriteCondition.None, cancellationToken);
        await store.PutBytesAsync(
            StoreKeys.Drill(drillId, PageName),
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
            replay.Tables.Count(table => table is { NotCounted: null, Differs: false }),
            replay.Tables.Count(table => table.NotCounted is not null)
        );

    // The evidence also depends on the journal and on reports that this class does not read, so their digests are recorded too.
    private async Task HashTheRestAsync(
        string drillId,
        string runId,
        SortedDictionary<string, string> sha256,
        CancellationToken cancellationToken
    )
    {
        string[] ours = [StoreKeys.Drill(drillId, DrillEvidence.Name), StoreKeys.Drill(drillId, PageName)];
        foreach (string prefix in (string[])[StoreKeys.Restore(runId, ""), StoreKeys.Drill(drillId, "")])
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
