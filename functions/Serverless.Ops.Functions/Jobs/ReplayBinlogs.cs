using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a replay of the plan's log onto this host's database.</summary>
public sealed record ReplayBinlogsRequest
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }
}

/// <summary>What the replay applied, and how fast.</summary>
public sealed record ReplayBinlogsResult
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }

    /// <summary>Log transactions that were applied, by this run and by earlier tries.</summary>
    public required long Transactions { get; init; }

    /// <summary>Bytes of log that this run read.</summary>
    public required long Bytes { get; init; }

    public required double Seconds { get; init; }

    /// <summary>10^6 bytes a second.</summary>
    public required double MegabytesPerSecond { get; init; }

    /// <summary>Log file and position that the replay reached.</summary>
    public required string ReachedAt { get; init; }

    /// <summary>Number of entries of the log that were not replayed, such as those of the restore's own schema and of a server's own
    /// accounts. The replay's report lists them.</summary>
    public required int PassedOver { get; init; }

    /// <summary>
    /// What a person must know or do before the server serves production, one sentence each, at most ten: for example about events that
    /// were disabled because the source may have run them already.
    /// </summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Number of further sentences. The replay's report has all about events.</summary>
    public required int MoreWarnings { get; init; }

    /// <summary>Sentences about changes of the log whose rows the log does not have. Their rows may differ from the source's.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>True when this run resumed an earlier try.</summary>
    public required bool Resumed { get; init; }

    internal static ReplayBinlogsResult Of(ReplayBinlogsRequest request, ReplayReport report) =>
        new()
        {
            RunId = request.RunId,
            PlanKey = request.PlanKey,
            Transactions = report.Transactions,
            Bytes = report.Bytes,
            Seconds = report.Seconds,
            MegabytesPerSecond = report.MegabytesPerSecond,
            ReachedAt = $"{report.To.File}:{report.To.Position}",
            PassedOver = report.PassedOver.Count,
            Warnings = [.. report.Warnings.Take(10)],
            MoreWarnings = Math.Max(0, report.Warnings.Count - 10),
            Findings = report.Findings,
            Resumed = report.ResumedFrom is not null,
        };
}

/// <summary>Host job: replays the plan's log onto this host's database.</summary>
internal sealed class ReplayBinlogsHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    ReplayOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<ReplayBinlogsResult> ReplayBinlogs(ReplayBinlogsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                var replayer = new BinlogReplayer(store, settings.Database, await accounts.GetAsync("target", token), options, progress);
                ReplayReport report = await new DamageNotes(store, settings.Estate, time).WatchAsync(
                    nameof(ReplayBinlogs),
                    request.RunId,
                    () => replayer.ReplayAsync(plan, request.PlanKey, token),
                    token
                );
                return ReplayBinlogsResult.Of(request, report);
            }
        );
}
