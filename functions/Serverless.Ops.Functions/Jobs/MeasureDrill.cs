using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Amazon.StepFunctions;
using Serverless.Ops.DataPlane.Drills;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.StepFunctions;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Judges a drill from what was stored about it, also when its restore failed.</summary>
public sealed record MeasureDrillRequest
{
    [Description("the drill's id")]
    public required string DrillId { get; init; }

    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("what was asked for: a UTC second or latest")]
    public required string Target { get; init; }

    [Description("the state machine execution, for the record")]
    public string? ExecutionId { get; init; }

    [Description("the restore state machine, whose execution's history has the time of each step")]
    public required string RestoreStateMachineArn { get; init; }

    [Description("when the drill began")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("what the restore returned, or null when it failed")]
    public MeasuredRestore? Restore { get; init; }

    [Description("what ended the restore, or null when it went well")]
    public DrillFailure? Failure { get; init; }
}

/// <summary>What a restore returned.</summary>
public sealed record MeasuredRestore
{
    public string? PlanKey { get; init; }

    public string? Target { get; init; }

    public string? InstanceId { get; init; }

    public Uri? SiteUrl { get; init; }
}

/// <summary>What the drill came to.</summary>
public sealed record MeasureDrillResult
{
    /// <summary>good: the restore is proven.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One sentence.</summary>
    public required string Reason { get; init; }

    public required string EvidenceKey { get; init; }

    internal static MeasureDrillResult Of(string key, DrillEvidence evidence) =>
        new()
        {
            Verdict = evidence.Verdict,
            Reason = evidence.IsProven ? "The restore is proven." : string.Join(' ', evidence.Reasons),
            EvidenceKey = key,
        };
}

/// <summary>Judges a drill and stores its evidence and page. Also a failed one.</summary>
internal sealed class MeasureDrillHandler(IObjectStore store, IAmazonStepFunctions stepFunctions, TimeProvider time)
{
    [LambdaFunction]
    public Task<MeasureDrillResult> MeasureDrill(MeasureDrillRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestoreRecord history = await new RestoreHistory(stepFunctions).ReadAsync(
                    request.RestoreStateMachineArn,
                    request.RunId,
                    token
                );
                (string key, DrillEvidence evidence) = await new DrillMeasuring(store, time).MeasureAsync(
                    request.DrillId,
                    request.RunId,
                    request.Target,
                    request.StartedAt,
                    history,
                    request.Failure,
                    token
                );
                return MeasureDrillResult.Of(key, evidence);
            }
        );
}
