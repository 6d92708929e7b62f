using System.ComponentModel;
using Serverless.Ops.Domain.Restore;

namespace Serverless.Ops.Functions.Contracts;

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
