using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: the source's binary logs into the store.</summary>
internal sealed class ShipBinlogsHandler(
    Settings settings, DatabaseAccounts accounts, IObjectStore store, ShipOptions options, TimeProvider time, IProgressSink progress)
{
    [LambdaFunction]
    public Task<ShipBinlogsResult> ShipBinlogs(ShipBinlogsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            var shipper = new BinlogShipper(store, settings.Database, await accounts.GetAsync("shipper", token), options, time, progress);
            ShipReport report = await shipper.ShipAsync(request.RunId, settings.Estate, token);
            return new ShipBinlogsResult
            {
                RunId = report.RunId,
                SetId = report.SetId,
                Bytes = report.Bytes,
                Segments = report.Segments,
                Transactions = report.Transactions,
                Seconds = report.Seconds,
                MegabytesPerSecond = report.MegabytesPerSecond,
                ShippedThrough = report.ShippedThrough,
                TimestampAnomalies = report.TimestampAnomalies,
                Warnings = report.Warnings,
            };
        });
}
