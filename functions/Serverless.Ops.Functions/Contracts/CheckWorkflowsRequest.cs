using System.ComponentModel;

namespace Serverless.Ops.Functions.Contracts;

/// <summary>Tries the critical workflows on the restored site.</summary>
public sealed record CheckWorkflowsRequest
{
    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public string? PlanKey { get; init; }

    [Description("where the site can be tried, as PointSite returned it")]
    public required Uri SiteUrl { get; init; }
}
