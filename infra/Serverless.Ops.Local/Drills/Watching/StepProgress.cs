using Serverless.Ops.Domain.Common;
using Serverless.Ops.Local.Display;

namespace Serverless.Ops.Local.Drills.Watching;

/// <summary>Shows progress on a step.</summary>
internal sealed class StepProgress(IStep step) : IProgressSink
{
    public void Report(string phase, long done, long total, string unit) => step.Report(phase, done, total, unit);
}
