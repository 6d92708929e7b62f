namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>What an invocation gave.</summary>
/// <param name="IsFunctionError">True when the payload is an error object, as with <c>FunctionError: Unhandled</c>.</param>
internal sealed record LambdaAnswer(string Payload, bool IsFunctionError);
