namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>Where one argument of a function comes from.</summary>
/// <param name="Source">Input, context or services.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type">Its type, fully qualified.</param>
internal sealed record FunctionArgument(ArgumentSource Source, string Name, string Type);
