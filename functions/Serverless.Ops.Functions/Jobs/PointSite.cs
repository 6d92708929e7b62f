using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Site;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: the site of this host goes onto the restored database, closed to people.</summary>
internal sealed class PointSiteHandler(Settings settings)
{
    [LambdaFunction]
    public Task<PointSiteResult> PointSite(PointSiteRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token => new PointSiteResult
        {
            SiteUrl = await SitePointing.PointAsync(settings.SiteFolder, settings.Database, token),
        });
}
