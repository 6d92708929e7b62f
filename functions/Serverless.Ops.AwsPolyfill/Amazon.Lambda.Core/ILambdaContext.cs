namespace Amazon.Lambda.Core;

/// <summary>What Lambda tells a function about the call it is in.
/// https://docs.aws.amazon.com/lambda/latest/dg/csharp-context.html</summary>
public interface ILambdaContext
{
    string AwsRequestId { get; }

    IClientContext ClientContext { get; }

    string FunctionName { get; }

    string FunctionVersion { get; }

    ICognitoIdentity Identity { get; }

    string InvokedFunctionArn { get; }

    ILambdaLogger Logger { get; }

    string LogGroupName { get; }

    string LogStreamName { get; }

    int MemoryLimitInMB { get; }

    /// <summary>Until Lambda ends the call.</summary>
    TimeSpan RemainingTime { get; }
}

/// <summary>Writes to the function's log stream.</summary>
public interface ILambdaLogger
{
    void Log(string message);

    void LogLine(string message);
}

/// <summary>Of calls from mobile apps, which this project has none of: only the name, for <see cref="ILambdaContext"/>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1040", Justification = "The published members have no caller here.")]
public interface IClientContext;

/// <summary>Of calls from mobile apps, which this project has none of: only the name, for <see cref="ILambdaContext"/>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1040", Justification = "The published members have no caller here.")]
public interface ICognitoIdentity;
