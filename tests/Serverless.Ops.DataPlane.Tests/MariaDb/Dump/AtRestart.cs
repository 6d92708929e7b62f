using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>Acts when a dump starts again, before it does.</summary>
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
