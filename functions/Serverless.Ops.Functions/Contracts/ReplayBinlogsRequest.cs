namespace Serverless.Ops.Functions.Contracts;

/// <summary>Replays a plan's log onto this host's database.</summary>
public sealed record ReplayBinlogsRequest
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }
}
