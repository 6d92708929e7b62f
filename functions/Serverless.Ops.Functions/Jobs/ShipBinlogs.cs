using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks to ship the source's binary logs, from the place where the catalogue ends.</summary>
public sealed record ShipBinlogsRequest
{
    /// <summary>If a run has finished under this id, the job returns that run's result again.</summary>
    public required string RunId { get; init; }
}

/// <summary>Host job: ships the source's binary logs to the store.</summary>
internal sealed class ShipBinlogsHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    ShipOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<ShipReport> ShipBinlogs(ShipBinlogsRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                var shipper = new BinlogShipper(
                    store,
                    settings.Database,
                    await accounts.GetAsync("shipper", token),
                    options,
                    time,
                    progress
                );
                return await shipper.ShipAsync(request.RunId, settings.Estate, token);
            }
        );
}
