using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>A call's context, made from the call's headers and the function's environment.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html</summary>
internal sealed class RuntimeLambdaContext(string requestId, string functionArn, DateTimeOffset deadline) : ILambdaContext
{
    public string AwsRequestId { get; } = requestId;

    public IClientContext ClientContext => null!;

    public string FunctionName => Variable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion => Variable("AWS_LAMBDA_FUNCTION_VERSION");

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn { get; } = functionArn;

    public ILambdaLogger Logger => ConsoleLambdaLogger.Instance;

    public string LogGroupName => Variable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName => Variable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB =>
        int.TryParse(Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), CultureInfo.InvariantCulture, out int mebibytes) ? mebibytes : 0;

    public TimeSpan RemainingTime => deadline - TimeProvider.System.GetUtcNow();

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}

/// <summary>Logs to standard output. Lambda copies standard output to the function's log stream.</summary>
internal sealed class ConsoleLambdaLogger : ILambdaLogger
{
    public static ConsoleLambdaLogger Instance { get; } = new();

    public void Log(string message) => Console.Write(message);

    public void LogLine(string message) => Console.WriteLine(message);
}
