namespace Amazon.Lambda.Core;

/// <summary>Lambda's information about the current call and about the function.
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

    /// <summary>Time that is left until Lambda ends the call.</summary>
    TimeSpan RemainingTime { get; }
}

/// <summary>Writes to the function's log stream.</summary>
public interface ILambdaLogger
{
    void Log(string message);

    void LogLine(string message);
}

/// <summary>For calls from mobile apps, which this project does not have. <see cref="ILambdaContext"/> needs the name.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1040", Justification = "The published members have no caller here.")]
public interface IClientContext;

/// <summary>For calls from mobile apps, which this project does not have. <see cref="ILambdaContext"/> needs the name.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1040", Justification = "The published members have no caller here.")]
public interface ICognitoIdentity;
