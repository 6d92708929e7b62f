using Amazon.Lambda.Core;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>On a host, standard output belongs to the result alone.</summary>
internal sealed class StandardErrorLogger : ILambdaLogger
{
    public static StandardErrorLogger Instance { get; } = new();

    public void Log(string message) => Console.Error.Write(message);

    public void LogLine(string message) => Console.Error.WriteLine(message);
}
