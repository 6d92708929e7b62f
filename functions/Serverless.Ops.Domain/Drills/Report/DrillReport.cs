using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>A drill's evidence as one self-contained page: no script, no outside asset, everything from outside encoded.</summary>
public static class DrillReport
{
    public static string Render(DrillEvidence evidence) => new DrillPage(evidence).Build();
}
