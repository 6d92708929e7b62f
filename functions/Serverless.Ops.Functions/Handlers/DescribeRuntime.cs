using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>What a launch script asks a host before it gives it work.</summary>
internal sealed class DescribeRuntimeHandler(Settings settings)
{
    [LambdaFunction]
    public Task<DescribeRuntimeResult> DescribeRuntime(DescribeRuntimeRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, token => Task.FromResult(new DescribeRuntimeResult
        {
            Version = ProgramVersion.Text,
            Runtime = settings.IsLambda ? "lambda" : "host",
            Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            IsNative = !RuntimeFeature.IsDynamicCodeSupported,
            Functions = [.. OpsFunctions.All.Select(function => function.Name)],
            Store = null,
            WorkingSetBytes = Environment.WorkingSet,
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
        }));
}
