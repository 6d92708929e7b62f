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

/// <summary>Asks for a check, before the import, that the plan's log can be replayed onto this host's database.</summary>
public sealed record CheckBinlogsRequest
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }
}

/// <summary>What was read, and what a person should know before the import.</summary>
public sealed record CheckBinlogsResult
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }

    /// <summary>Bytes of log that were read.</summary>
    public required long Bytes { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Changes of the log that the replay will leave out, because they are not the estate's. At most ten.</summary>
    public required IReadOnlyList<string> PassedOver { get; init; }

    /// <summary>Number of further ones.</summary>
    public required int MorePassedOver { get; init; }

    /// <summary>Sentences about changes of the log whose rows the log does not have. Their rows may differ from the source's.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    internal static CheckBinlogsResult Of(CheckBinlogsRequest request, LogCheckReport report) =>
        new()
        {
            RunId = request.RunId,
            PlanKey = request.PlanKey,
            Bytes = report.Bytes,
            Seconds = report.Seconds,
            PassedOver = [.. report.PassedOver.Take(10)],
            MorePassedOver = Math.Max(0, report.PassedOver.Count - 10),
            Findings = report.Findings,
        };
}

/// <summary>Host job: reads the plan's log before the import, and refuses what the replay would refuse after it.</summary>
internal sealed class CheckBinlogsHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    ReplayOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<CheckBinlogsResult> CheckBinlogs(CheckBinlogsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                var replayer = new BinlogReplayer(store, settings.Database, await accounts.GetAsync("target", token), options, progress);
                LogCheckReport report = await new DamageNotes(store, settings.Estate, time).WatchAsync(
                    nameof(CheckBinlogs),
                    request.RunId,
                    () => replayer.CheckAsync(plan, token),
                    token
                );
                return CheckBinlogsResult.Of(request, report);
            }
        );
}
