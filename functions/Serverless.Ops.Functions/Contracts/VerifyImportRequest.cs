namespace Serverless.Ops.Functions.Contracts;

/// <summary>Compare the server of this host with the manifest of the plan's database set: after the import, before the replay.</summary>
public sealed record VerifyImportRequest
{
    public required string RunId { get; init; }
    public required string PlanKey { get; init; }
}
