using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Program.Lambda;

/// <summary>One unit of work for Lambda and for hosts: a name, bytes of JSON in, bytes of JSON out.</summary>
/// <param name="name">The function's name, which is also the name of the ASL state and of the job's file.</param>
/// <param name="help">One line for <c>opsjob --help</c>.</param>
/// <param name="reads">The settings that the function reads. It does not start while a required one is missing.</param>
internal abstract class OpsFunction(string name, string help, IReadOnlyList<Setting> reads)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    public IReadOnlyList<Setting> Reads { get; } = reads;

    /// <summary>The type of the input record.</summary>
    public abstract Type InputType { get; }

    /// <summary>The fields of the input, with their JSON names.</summary>
    public abstract IReadOnlyList<JsonPropertyInfo> InputFields { get; }

    /// <returns>The function of that name, or null.</returns>
    public static OpsFunction? Find(IEnumerable<OpsFunction> functions, string name) =>
        functions.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.Ordinal));

    /// <summary>Starts the function and runs it once.</summary>
    public abstract Task<ReadOnlyMemory<byte>> RunOnceAsync(ReadOnlyMemory<byte> input, ILambdaContext context);

    /// <summary>Starts the function and serves Lambda's calls until the process ends.</summary>
    public abstract Task ServeAsync(CancellationToken cancellationToken);

    /// <summary>Makes a function whose start fails, so that Lambda gets the reason.</summary>
    public abstract OpsFunction FailingToStart(Exception reason);
}

/// <summary>A function with the types of its input and its output.</summary>
/// <param name="name">The function's name, which is also the name of the ASL state and of the job's file.</param>
/// <param name="help">One line for <c>opsjob --help</c>.</param>
/// <param name="reads">The settings that the function reads.</param>
/// <param name="serializer">Reads the input and writes the output.</param>
/// <param name="inputFields">The fields of the input.</param>
/// <param name="start">Makes the generated handler. If this throws, the function's start has failed.</param>
internal sealed class OpsFunction<TInput, TOutput>(
    string name,
    string help,
    IReadOnlyList<Setting> reads,
    ILambdaSerializer serializer,
    Func<IReadOnlyList<JsonPropertyInfo>> inputFields,
    Func<Func<TInput, ILambdaContext, Task<TOutput>>> start
) : OpsFunction(name, help, reads)
{
    public override Type InputType => typeof(TInput);

    public override IReadOnlyList<JsonPropertyInfo> InputFields => inputFields();

    public override async Task<ReadOnlyMemory<byte>> RunOnceAsync(ReadOnlyMemory<byte> input, ILambdaContext context)
    {
        using var requested = new MemoryStream(input.ToArray(), writable: false);
        TInput request = serializer.Deserialize<TInput>(requested);
        TOutput result = await Start()(request, context);
        using var written = new MemoryStream();
        serializer.Serialize(result, written);
        return written.ToArray();
    }

    public override async Task ServeAsync(CancellationToken cancellationToken)
    {
        Func<TInput, ILambdaContext, Task<TOutput>>? handler = null;
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder
            .Create<TInput, TOutput>((input, context) => handler!(input, context), serializer)
            .UseBootstrapHandler(() =>
            {
                handler = Start();
                return Task.FromResult(true);
            })
            .Build();
        await bootstrap.RunAsync(cancellationToken);
    }

    public override OpsFunction FailingToStart(Exception reason) =>
        new OpsFunction<TInput, TOutput>(Name, Help, [], serializer, inputFields, () => throw reason);

    private Func<TInput, ILambdaContext, Task<TOutput>> Start()
    {
        ProgramSettings.FromEnvironment().Require(Reads);
        return start();
    }
}
