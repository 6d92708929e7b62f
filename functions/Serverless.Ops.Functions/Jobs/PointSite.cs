using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Puts this host's site on the restored database, closed to people.</summary>
public sealed record PointSiteRequest
{
    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public required string PlanKey { get; init; }
}

/// <summary>Where the site can be tried while it is closed to people.</summary>
public sealed record PointSiteResult
{
    public required Uri SiteUrl { get; init; }
}

/// <summary>Host job: the site of this host goes onto the restored database, closed to people.</summary>
internal sealed class PointSiteHandler(ProgramSettings settings)
{
    [LambdaFunction]
    public Task<PointSiteResult> PointSite(PointSiteRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token => new PointSiteResult { SiteUrl = await SitePointing.PointAsync(settings.SiteFolder, settings.Database, token) }
        );
}
