namespace Serverless.Ops.Functions.Contracts;

/// <summary>What a restore returned.</summary>
public sealed record MeasuredRestore
{
    public string? PlanKey { get; init; }

    public string? Target { get; init; }

    public string? InstanceId { get; init; }

    public Uri? SiteUrl { get; init; }
}
