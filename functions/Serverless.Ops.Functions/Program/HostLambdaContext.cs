using Amazon.Lambda.Core;

namespace Serverless.Ops.Functions.Program;

/// <summary>The context of a function that runs on a host and not in Lambda.</summary>
internal sealed class HostLambdaContext(
    string functionName,
    string version,
    TimeSpan timeout,
    TimeProvider time,
    CancellationToken stopping
) : ILambdaContext
{
    private readonly long startedAt = time.GetTimestamp();

    /// <summary>The time that the caller granted; <see cref="TimeSpan.MaxValue"/> means no limit.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Cancelled when the process has to end, or when the state machine no longer waits for the result.</summary>
    public CancellationToken Stopping { get; } = stopping;

    public string AwsRequestId { get; } = Guid.NewGuid().ToString();

    public IClientContext ClientContext => null!;

    public string FunctionName { get; } = functionName;

    public string FunctionVersion { get; } = version;

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => "";

    public ILambdaLogger Logger => StandardErrorLogger.Instance;

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 0;

    public TimeSpan RemainingTime => Timeout == TimeSpan.MaxValue ? Timeout : Timeout - time.GetElapsedTime(startedAt);
}

/// <summary>Logs to standard error. On a host, standard output has the result and nothing else.</summary>
internal sealed class StandardErrorLogger : ILambdaLogger
{
    public static StandardErrorLogger Instance { get; } = new();

    public void Log(string message) => Console.Error.Write(message);

    public void LogLine(string message) => Console.Error.WriteLine(message);
}
