using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>One unit of work, as Lambda and hosts know it: by name, as bytes in and bytes out.</summary>
/// <param name="name">Function = ASL state = handler file.</param>
/// <param name="help">One line for <c>opsjob --help</c>.</param>
/// <param name="reads">The settings that it reads; those it cannot do without are asked for before it starts.</param>
internal abstract class OpsFunction(string name, string help, IReadOnlyList<Setting> reads)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    public IReadOnlyList<Setting> Reads { get; } = reads;

    /// <summary>The record that the input is.</summary>
    public abstract Type InputType { get; }

    /// <summary>Starts the function and runs it once.</summary>
    public abstract Task<ReadOnlyMemory<byte>> RunOnceAsync(ReadOnlyMemory<byte> input, ILambdaContext context);

    /// <summary>Starts the function and serves Lambda's calls until the process ends.</summary>
    public abstract Task ServeAsync(CancellationToken cancellationToken);

    /// <param name="start">Makes the generated handler; what it throws is the function's failed start.</param>
    public static OpsFunction Of<TInput, TOutput>(
        string name, string help, IReadOnlyList<Setting> reads, Func<Func<TInput, ILambdaContext, Task<TOutput>>> start) =>
        new Typed<TInput, TOutput>(name, help, reads, start);

    /// <summary>A function whose start fails, so that Lambda hears why.</summary>
    public static OpsFunction Failing(Exception reason) => Of<DescribeRuntimeRequest, DescribeRuntimeResult>("", "", [], () => throw reason);

    private sealed class Typed<TInput, TOutput>(
        string name, string help, IReadOnlyList<Setting> reads, Func<Func<TInput, ILambdaContext, Task<TOutput>>> start)
        : OpsFunction(name, help, reads)
    {
        private readonly ContractsSerializer serializer = new();

        public override Type InputType => typeof(TInput);

        public override async Task<ReadOnlyMemory<byte>> RunOnceAsync(ReadOnlyMemory<byte> input, ILambdaContext context)
        {
            using var requested = new MemoryStream(input.ToArray(), writable: false);
            var request = serializer.Deserialize<TInput>(requested);
            var result = await Start()(request, context);
            using var written = new MemoryStream();
            serializer.Serialize(result, written);
            return written.ToArray();
        }

        public override async Task ServeAsync(CancellationToken cancellationToken)
        {
            Func<TInput, ILambdaContext, Task<TOutput>>? handler = null;
            using var bootstrap = LambdaBootstrapBuilder
                .Create<TInput, TOutput>((input, context) => handler!(input, context), serializer)
                .UseBootstrapHandler(() =>
                {
                    handler = Start();
                    return Task.FromResult(true);
                })
                .Build();
            await bootstrap.RunAsync(cancellationToken);
        }

        private Func<TInput, ILambdaContext, Task<TOutput>> Start()
        {
            Settings.FromEnvironment().Require(Reads);
            return start();
        }
    }
}
