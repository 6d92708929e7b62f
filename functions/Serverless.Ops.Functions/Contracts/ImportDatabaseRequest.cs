namespace Serverless.Ops.Functions.Contracts;

/// <summary>Import the plan's database set into the fresh server of this host.</summary>
public sealed record ImportDatabaseRequest
{
    public required string RunId { get; init; }
    public required string PlanKey { get; init; }
}
