namespace Serverless.Ops.Functions.Contracts;

/// <summary>Where the site can be tried while it is closed to people.</summary>
public sealed record PointSiteResult
{
    public required Uri SiteUrl { get; init; }
}
