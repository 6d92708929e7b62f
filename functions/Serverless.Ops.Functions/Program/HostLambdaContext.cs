using Amazon.Lambda.Core;

namespace Serverless.Ops.Functions.Program;

/// <summary>What a function sees of its call when a host job, not Lambda, makes it.</summary>
internal sealed class HostLambdaContext(
    string functionName,
    string version,
    TimeSpan timeout,
    TimeProvider time,
    CancellationToken stopping
) : ILambdaContext
{
    private readonly long startedAt = time.GetTimestamp();

    /// <summary>What the caller granted; <see cref="TimeSpan.MaxValue"/> for as long as it needs.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Cancelled when the process is told to end, or nobody waits for its result any more.</summary>
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

/// <summary>On a host, standard output belongs to the result alone.</summary>
internal sealed class StandardErrorLogger : ILambdaLogger
{
    public static StandardErrorLogger Instance { get; } = new();

    public void Log(string message) => Console.Error.Write(message);

    public void LogLine(string message) => Console.Error.WriteLine(message);
}
