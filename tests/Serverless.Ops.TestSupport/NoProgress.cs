using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.TestSupport;

/// <summary>For jobs that no test watches.</summary>
public sealed class NoProgress : IProgressSink
{
    public static NoProgress Instance { get; } = new();

    public void Report(string phase, long done, long total, string unit) { }
}
