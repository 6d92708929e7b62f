using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One call: its input's bytes in, its output's bytes written.</summary>
internal delegate Task LambdaBootstrapHandler(Stream input, ILambdaContext context, Stream output);
