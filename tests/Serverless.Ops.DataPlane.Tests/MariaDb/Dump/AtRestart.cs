using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>Runs an action when a dump reports that it starts again, before the new attempt begins.</summary>
internal sealed class AtRestart(Action act) : IProgressSink
{
    public void Report(string phase, long done, long total, string unit)
    {
        if (phase.StartsWith("dump starts again", StringComparison.Ordinal))
        {
            act();
        }
    }
}
