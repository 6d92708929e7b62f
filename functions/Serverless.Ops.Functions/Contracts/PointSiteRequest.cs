using System.ComponentModel;

namespace Serverless.Ops.Functions.Contracts;

/// <summary>Puts this host's site on the restored database, closed to people.</summary>
public sealed record PointSiteRequest
{
    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public required string PlanKey { get; init; }
}
