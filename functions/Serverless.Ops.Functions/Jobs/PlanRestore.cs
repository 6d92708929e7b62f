using System.ComponentModel;
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

/// <summary>Decides what a restore uses, and changes nothing.</summary>
public sealed record PlanRestoreRequest
{
    public required string RunId { get; init; }

    [Description(RestoreTarget.Forms)]
    public required string Target { get; init; }

    /// <summary>What a drill's purpose is called.</summary>
    internal const string Drill = "drill";

    [Description("what the restore is for; a drill takes latest or a second only, the same plan serves all else")]
    public string? Purpose { get; init; }
}

/// <summary>The plan's key and its gist.</summary>
public sealed record PlanRestoreResult
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }

    /// <summary>The second that is restored to; for a place in the log the second of what is restored.</summary>
    public required DateTimeOffset Target { get; init; }

    public required string DatabaseSetId { get; init; }

    /// <summary>File and position where replay ends.</summary>
    public required string ReplayTo { get; init; }

    /// <summary>GTID position there.</summary>
    public required string Gtid { get; init; }

    public required int Segments { get; init; }

    public required long ImportTextBytes { get; init; }

    public required long ReplayBytes { get; init; }

    public required double ExpectedLossSeconds { get; init; }

    public required int Warnings { get; init; }

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
        };
}

/// <summary>Lambda: from the manifests and a target to a plan.</summary>
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

                (string key, RestorePlan plan) = await new PlanStore(store, time).MakeAsync(request.RunId, settings.Estate, target, token);
                return PlanRestoreResult.Of(key, plan);
            }
        );
}
