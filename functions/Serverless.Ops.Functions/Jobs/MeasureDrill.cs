using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Amazon.StepFunctions;
using Serverless.Ops.DataPlane.Drills;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;
using Serverless.Ops.Functions.StepFunctions;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a verdict on a drill. The drill's restore may have failed.</summary>
public sealed record MeasureDrillRequest
{
    [Description("the drill's id")]
    public required string DrillId { get; init; }

    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("the drill's target: a UTC second or latest")]
    public required string Target { get; init; }

    [Description("the drill's execution in Step Functions; the verdict does not depend on it")]
    public string? ExecutionId { get; init; }

    [Description("ARN of the restore state machine; its execution's history has the time of each step")]
    public required string RestoreStateMachineArn { get; init; }

    [Description("when the drill began")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("the restore's result, or null when the restore failed")]
    public MeasuredRestore? Restore { get; init; }

    [Description("the restore's error, or null when the restore succeeded")]
    public DrillFailure? Failure { get; init; }
}

/// <summary>The output of the restore state machine.</summary>
public sealed record MeasuredRestore
{
    public string? PlanKey { get; init; }

    public string? Target { get; init; }

    public string? InstanceId { get; init; }

    public Uri? SiteUrl { get; init; }

    public int? Warnings { get; init; }

    public OlderSet? OlderSet { get; init; }
}

/// <summary>The drill's verdict, with the key of its evidence.</summary>
public sealed record MeasureDrillResult
{
    /// <summary>Good only when the restore is proven.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One sentence for each reason.</summary>
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

/// <summary>Lambda: judges a drill, also a failed one, and stores its evidence and its page.</summary>
internal sealed class MeasureDrillHandler(
    ProgramSettings settings,
    IObjectStore store,
    IAmazonStepFunctions stepFunctions,
    TimeProvider time
)
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
                (string key, DrillEvidence evidence) = await new DrillMeasuring(store, settings.Estate, time).MeasureAsync(
                    request.DrillId,
                    request.RunId,
                    request.Restore?.PlanKey,
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
