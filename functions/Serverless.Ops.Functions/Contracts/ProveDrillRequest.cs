using System.ComponentModel;

namespace Serverless.Ops.Functions.Contracts;

/// <summary>Holds the clients' journal against the restored rows.</summary>
public sealed record ProveDrillRequest
{
    [Description("the drill's id, which is the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public required string PlanKey { get; init; }

    [Description("key of the journal (JSON Lines)")]
    public required string JournalKey { get; init; }
}
