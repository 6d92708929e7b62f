using System.ComponentModel;
using System.Text.Json.Serialization;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a restore plan. Planning changes neither the sets nor any server.</summary>
public sealed record PlanRestoreRequest
{
    public required string RunId { get; init; }

    [Description(RestoreTarget.Forms)]
    public required string Target { get; init; }

    /// <summary>The purpose of a drill's restore.</summary>
    internal const string Drill = "drill";

    [Description("drill or production; drill allows only latest or a second as the target, and changes nothing else in the plan")]
    public string? Purpose { get; init; }

    [Description(SetChoice.Forms)]
    public string? Set { get; init; }
}

/// <summary>The plan's key and its main figures.</summary>
public sealed record PlanRestoreResult
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }

    /// <summary>T: the second to restore to. For latest: the time of the last heartbeat in the log; later commits that were shipped are
    /// restored as well. For a place in the log: the latest second among the restored commits, or the set's own second.</summary>
    public required DateTimeOffset Target { get; init; }

    public required string DatabaseSetId { get; init; }

    /// <summary>File and position where replay ends.</summary>
    public required string ReplayTo { get; init; }

    /// <summary>GTID position at that place.</summary>
    public required string Gtid { get; init; }

    public required int Segments { get; init; }

    public required long ImportTextBytes { get; init; }

    public required long ReplayBytes { get; init; }

    public required double ExpectedLossSeconds { get; init; }

    public required int Warnings { get; init; }

    /// <summary>What it costs that the plan does not begin with the newest set that serves; null when it does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)] // the state machine reads this field, so it is there also when it is null
    public OlderSet? OlderSet { get; init; }

    internal static PlanRestoreResult Of(string key, RestorePlan plan) =>
        new()
        {
            RunId = plan.RunId,
            PlanKey = key,
            Target = plan.Target,
            DatabaseSetId = plan.DatabaseSetId,
            ReplayTo = $"{plan.ReplayTo.File}:{plan.ReplayTo.Position}",
            Gtid = plan.ReplayTo.Gtid,
            Segments = plan.Segments.Count,
            ImportTextBytes = plan.ImportTextBytes,
            ReplayBytes = plan.ReplayBytes,
            ExpectedLossSeconds = plan.ExpectedLoss.TotalSeconds,
            Warnings = plan.Warnings.Count,
            OlderSet = plan.OlderSet,
        };
}

/// <summary>Lambda: makes a restore plan from the manifests and a target.</summary>
internal sealed class PlanRestoreHandler(ProgramSettings settings, IObjectStore store, TimeProvider time)
{
    [LambdaFunction]
    public Task<PlanRestoreResult> PlanRestore(PlanRestoreRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                var target = RestoreTarget.Parse(request.Target);
                if (request.Purpose == PlanRestoreRequest.Drill)
                {
                    PlaceNotProvableException.ThrowIfPlace(target);
                }

                var plans = new PlanStore(store, settings.Estate, time);
                SetChoice? set = request.Set is null ? null : SetChoice.Parse(request.Set);
                (string key, RestorePlan plan) = await plans.MakeAsync(request.RunId, target, set, token);
                return PlanRestoreResult.Of(key, plan);
            }
        );
}
