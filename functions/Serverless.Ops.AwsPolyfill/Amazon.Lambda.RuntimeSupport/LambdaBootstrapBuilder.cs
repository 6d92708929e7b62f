using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Builds a <see cref="LambdaBootstrap"/>.</summary>
public sealed class LambdaBootstrapBuilder
{
    private readonly LambdaBootstrapHandler handler;
    private LambdaBootstrapInitializer? initializer;

    private LambdaBootstrapBuilder(LambdaBootstrapHandler handler) => this.handler = handler;

    public static LambdaBootstrapBuilder Create<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler,
        ILambdaSerializer serializer
    )
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(serializer);
        return new(
            async (input, context, output) => serializer.Serialize(await handler(serializer.Deserialize<TInput>(input), context), output)
        );
    }

    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer initializer)
    {
        this.initializer = initializer;
        return this;
    }

    public LambdaBootstrap Build() => new(handler, initializer);
}

/// <summary>Serves one call: reads the bytes of the input and writes the bytes of the output.</summary>
internal delegate Task LambdaBootstrapHandler(Stream input, ILambdaContext context, Stream output);

/// <summary>Runs once before the first call. An exception means that the function's start failed. False ends the process at
/// once.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();
