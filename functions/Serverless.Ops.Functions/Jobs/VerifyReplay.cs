using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Reconciliation;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a check that the replay ended exactly where the plan ends.</summary>
public sealed record VerifyReplayRequest
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }
}

/// <summary>The place in the log that the target has reached, and the counts of its tables.</summary>
public sealed record VerifyReplayResult
{
    public required string RunId { get; init; }

    public required string ReportKey { get; init; }

    public required string ReachedAt { get; init; }

    public required string Gtid { get; init; }

    public required long Transactions { get; init; }

    /// <summary>Tables of the set whose number of rows matches the set and the log.</summary>
    public required int TablesCounted { get; init; }

    /// <summary>Tables whose number of rows cannot be computed from the log. The report has the reasons.</summary>
    public required int TablesNotCounted { get; init; }

    /// <summary>Rows in the set of the tables in <see cref="TablesCounted"/>.</summary>
    public required long RowsCounted { get; init; }

    /// <summary>Rows in the set of the tables in <see cref="TablesNotCounted"/>.</summary>
    public required long RowsNotCounted { get; init; }

    /// <summary>Tables that the log made, and whose number of rows matches the log.</summary>
    public required int TablesOfLogCounted { get; init; }

    /// <summary>The report's warnings, such as the plan's, and that most of the rows were not counted.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The newest heartbeat row before the end, or null when there is none between the set and the target.</summary>
    public required DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>Time from that heartbeat row to the target; null without a heartbeat row.</summary>
    public required double? SecondsFromHeartbeatToTarget { get; init; }

    internal static VerifyReplayResult Of(string key, ReplayVerdict verdict)
    {
        RowCoverage coverage = verdict.Coverage!; // only reports of older versions lack it
        return new()
        {
            RunId = verdict.RunId,
            ReportKey = key,
            ReachedAt = $"{verdict.Reached.File}:{verdict.Reached.Position}",
            Gtid = verdict.Reached.Gtid,
            Transactions = verdict.Transactions,
            HeartbeatAt = verdict.HeartbeatAt,
            TablesCounted = coverage.TablesCounted,
            TablesNotCounted = coverage.TablesNotCounted,
            RowsCounted = coverage.RowsCounted,
            RowsNotCounted = coverage.RowsNotCounted,
            TablesOfLogCounted = coverage.TablesOfLogCounted,
            Warnings = verdict.Warnings,
            SecondsFromHeartbeatToTarget = verdict.HeartbeatToTarget?.TotalSeconds,
        };
    }
}

/// <summary>Host job: checks that the replay ended exactly where the plan ends, and that tables have the right number of rows.</summary>
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
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                var verifier = new ReplayVerifier(
                    store,
                    settings.Database,
                    await accounts.GetAsync("target", token),
                    options,
                    time,
                    progress
                );
                (string key, ReplayVerdict verdict) = await new DamageNotes(store, settings.Estate, time).WatchAsync(
                    nameof(VerifyReplay),
                    request.RunId,
                    () => verifier.VerifyAsync(plan, request.PlanKey, request.RunId, token),
                    token
                );
                return VerifyReplayResult.Of(key, verdict);
            }
        );
}
