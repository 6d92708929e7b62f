namespace Serverless.Ops.Functions.Contracts;

/// <summary>Decides what a restore uses, and changes nothing.</summary>
public sealed record PlanRestoreRequest
{
    public required string RunId { get; init; }

    /// <summary>"latest", or a whole second in UTC such as 2026-11-22T10:00:07Z.</summary>
    public required string Target { get; init; }

    /// <summary>What the restore is for, such as "drill"; the same plan serves all.</summary>
    public string? Purpose { get; init; }
}
