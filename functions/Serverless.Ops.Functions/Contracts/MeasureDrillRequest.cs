using System.ComponentModel;
using Serverless.Ops.Domain.Drill;

namespace Serverless.Ops.Functions.Contracts;

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
