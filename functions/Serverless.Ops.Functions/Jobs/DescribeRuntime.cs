using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Storage;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>What a launch script asks a host before it gives it work.</summary>
internal sealed class DescribeRuntimeHandler(Settings settings, IServiceProvider services)
{
    [LambdaFunction]
    public Task<DescribeRuntimeResult> DescribeRuntime(DescribeRuntimeRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token => new DescribeRuntimeResult
        {
            Version = ProgramVersion.Text,
            Runtime = settings.IsLambda ? "lambda" : "host",
            Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            IsNative = !RuntimeFeature.IsDynamicCodeSupported,
            Functions = [.. OpsFunctions.All.Select(function => function.Name)],
            Store = settings.HasStore ? await ReachStoreAsync(token) : null,
            WorkingSetBytes = Environment.WorkingSet,
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
        });

    // Resolved here and not in the constructor: a host without a store can still be described.
    private async Task<string> ReachStoreAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<IObjectStore>().FindAsync(StoreKeys.Lease(Job.Database), cancellationToken);
        return settings.Store;
    }
}
