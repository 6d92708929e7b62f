using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asserts that the target stands exactly where the plan ends.</summary>
public sealed record VerifyReplayRequest
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }
}

/// <summary>Where the target stands.</summary>
public sealed record VerifyReplayResult
{
    public required string RunId { get; init; }

    public required string ReportKey { get; init; }

    public required string ReachedAt { get; init; }

    public required string Gtid { get; init; }

    public required long Transactions { get; init; }

    /// <summary>Tables of the set whose rows are as many as set and log say.</summary>
    public required int TablesCounted { get; init; }

    /// <summary>Tables for which that cannot be told; the report has the reasons.</summary>
    public required int TablesNotCounted { get; init; }

    /// <summary>The newest heartbeat before the end, or null when none lies between the set and the target.</summary>
    public required DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>From that heartbeat to the target; null without one.</summary>
    public required double? SecondsFromHeartbeatToTarget { get; init; }

    internal static VerifyReplayResult Of(string key, ReplayVerdict verdict) =>
        new()
        {
            RunId = verdict.RunId,
            ReportKey = key,
            ReachedAt = $"{verdict.Reached.File}:{verdict.Reached.Position}",
            Gtid = verdict.Reached.Gtid,
            Transactions = verdict.Transactions,
            HeartbeatAt = verdict.HeartbeatAt,
            TablesCounted = verdict.Tables.Count(table => table.NotCounted is null),
            TablesNotCounted = verdict.Tables.Count(table => table.NotCounted is not null),
            SecondsFromHeartbeatToTarget = verdict.HeartbeatToTarget?.TotalSeconds,
        };
}

/// <summary>Host job: does the target stand exactly where the plan ends, with the rows that set and log say?</summary>
internal sealed class VerifyReplayHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    ReplayOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<VerifyReplayResult> VerifyReplay(VerifyReplayRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, time).ReadAsync(request.PlanKey, token);
                var verifier = new ReplayVerifier(
                    store,
                    settings.Database,
                    await accounts.GetAsync("target", token),
                    options,
                    time,
                    progress
                );
                (string key, ReplayVerdict verdict) = await verifier.VerifyAsync(plan, request.PlanKey, request.RunId, token);
                return VerifyReplayResult.Of(key, verdict);
            }
        );
}
