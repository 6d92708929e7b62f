using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Serverless.Ops.SampleFunctions;

var serializer = new SourceGeneratorLambdaJsonSerializer<SampleJson>();
Func<Note, ILambdaContext, Task<Answer>>? handler = null;
using LambdaBootstrap bootstrap = LambdaBootstrapBuilder
    .Create<Note, Answer>((note, context) => handler!(note, context), serializer)
    .UseBootstrapHandler(() =>
    {
        handler = args[0] switch
        {
            "Repeat" => new Samples_Repeat_Generated().Repeat,
            "Trace" => new Samples_Trace_Generated().Trace,
            "Divide" => new Samples_Divide_Generated().Divide,
            _ => throw new InvalidOperationException($"There is no function '{args[0]}'."),
        };
        return Task.FromResult(true);
    })
    .Build();
await bootstrap.RunAsync();
