using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks to point this host's site at the restored database. People cannot use the site yet.</summary>
public sealed record PointSiteRequest
{
    [Description("the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public required string PlanKey { get; init; }
}

/// <summary>The URL for the workflow gate. People cannot use the site yet.</summary>
public sealed record PointSiteResult
{
    public required Uri SiteUrl { get; init; }
}

/// <summary>Host job: points this host's site at the restored database, with mail muted and the scheduler paused.</summary>
internal sealed class PointSiteHandler(ProgramSettings settings)
{
    [LambdaFunction]
    public Task<PointSiteResult> PointSite(PointSiteRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token => new PointSiteResult { SiteUrl = await SitePointing.PointAsync(settings.SiteFolder, settings.Database, token) }
        );
}
