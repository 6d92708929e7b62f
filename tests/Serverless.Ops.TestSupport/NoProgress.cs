using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.TestSupport;

/// <summary>Ignores all progress, for tests that do not check the progress of a job.</summary>
public sealed class NoProgress : IProgressSink
{
    public static NoProgress Instance { get; } = new();

    public void Report(string phase, long done, long total, string unit) { }
}
