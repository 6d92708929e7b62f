namespace Serverless.Ops.SampleFunctions;

public sealed class UndividableException(string message, Exception cause) : Exception(message, cause);
