namespace Serverless.Ops.Functions.Contracts;

/// <summary>Asserts that the target stands exactly where the plan ends.</summary>
public sealed record VerifyReplayRequest
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }
}
