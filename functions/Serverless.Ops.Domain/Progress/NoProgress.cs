namespace Serverless.Ops.Domain.Progress;

/// <summary>For callers that nobody watches.</summary>
public sealed class NoProgress : IProgressSink
{
    public static NoProgress Instance { get; } = new();

    public void Report(string phase, long done, long total, string unit)
    {
    }
}
