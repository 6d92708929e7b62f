using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>
/// Renders a drill's evidence as one page of HTML. The page has no script and needs no other file. All text from outside is encoded.
/// </summary>
public static class DrillReport
{
    public static string Render(DrillEvidence evidence) => new DrillPage(evidence).Build();
}
