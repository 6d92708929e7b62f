using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks the program for its version, its functions, and whether it reaches its store.</summary>
public sealed record DescribeRuntimeRequest;

/// <summary>The program's version, its runtime, and the store that it reached.</summary>
public sealed record DescribeRuntimeResult
{
    /// <summary>The program's version, as <c>opsjob --version</c> prints it.</summary>
    public required string Version { get; init; }

    /// <summary>"host" or "lambda".</summary>
    public required string Runtime { get; init; }

    /// <summary>"x64" or "arm64".</summary>
    public required string Architecture { get; init; }

    /// <summary>True when the program was compiled ahead of time.</summary>
    public required bool IsNative { get; init; }

    /// <summary>The names of all functions that the program can run.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>The store that answered, or null when OPS_STORE is not set.</summary>
    public required string? Store { get; init; }

    /// <summary>Bytes of memory that the process holds.</summary>
    public required long WorkingSetBytes { get; init; }

    /// <summary>Bytes of managed objects in use.</summary>
    public required long ManagedBytes { get; init; }
}

/// <summary>Any place: a launch script asks a host this before it gives the host work.</summary>
internal sealed class DescribeRuntimeHandler(ProgramSettings settings, IServiceProvider services)
{
    [LambdaFunction]
    public Task<DescribeRuntimeResult> DescribeRuntime(DescribeRuntimeRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token => new DescribeRuntimeResult
            {
                Version = ProgramVersion.Text,
                Runtime = settings.IsLambda ? "lambda" : "host",
                Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
                IsNative = !RuntimeFeature.IsDynamicCodeSupported,
                Functions = [.. OpsFunctions.All.Select(function => function.Name)],
                Store = settings.HasStore ? await ReachStoreAsync(token) : null,
                WorkingSetBytes = Environment.WorkingSet,
                ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
            }
        );

    // The store is resolved here, not in the constructor, so that a host without a store can be described too.
    private async Task<string> ReachStoreAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<IObjectStore>().FindAsync(StoreKeys.Nothing, cancellationToken);
        return settings.Store;
    }
}
