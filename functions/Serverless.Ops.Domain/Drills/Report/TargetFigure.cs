using System.Globalization;
using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>
/// Draws the time from the first backup to the disaster, to scale. It shows the time that was restored, the time after T that was left out
/// on purpose, and the time that was lost. A stretch may be too short to be seen, so each stretch is also described in words.
/// </summary>
internal static class TargetFigure
{
    // In percent. Every stretch that exists stays visible.
    private const double Thinnest = 0.4;

    public static void Add(Html page, DrillEvidence evidence)
    {
        if (evidence.Target is not { } target || evidence.DestroyedAt is not { } lostAt)
        {
            return;
        }

        DateTimeOffset from = evidence.Parts.Count > 0 ? evidence.Parts.Min(part => part.StartedAt) : evidence.StartedAt;
        DateTimeOffset held = evidence.RecoverableTo is { } to && to > target ? to : target;
        if (target <= from || held > lostAt)
        {
            return; // no real drill has this order; the page then has only its other figures
        }

        page.Markup("<figure class=\"target\">\n<figcaption>")
            .Text(
                $"The first backup began at {ReportText.Clock(from)} UTC. Production was lost at {ReportText.Clock(lostAt)} UTC. "
                    + "The bar is to scale."
            )
            .Markup("</figcaption>\n<div class=\"above\" aria-hidden=\"true\">")
            .Markup(string.Create(CultureInfo.InvariantCulture, $"<span style=\"left:{Math.Clamp(Percent(target), 1.5, 98.5):0.##}%\">"))
            .Markup("T</span></div>\n<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        Bar("restored", from, target);
        Bar("held", target, held);
        Bar("lost", held, lostAt);
        page.Markup(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"mark\" x=\"{Math.Clamp(Percent(target) - 0.3, 0, 99.4):0.##}\" width=\".6\" height=\"10\"/></svg>\n<ul>\n"
            )
        );
        Row("restored", evidence.IsProven ? "Restored" : "To be restored", from, target, "up to T");
        Row("held", "Left out on purpose", target, held, "after T; the store held it");
        Row("lost", "Lost with production", held, lostAt, "not yet in the store");
        page.Markup("</ul>\n</figure>\n");

        double Percent(DateTimeOffset at) => Math.Clamp((at - from) / (lostAt - from) * 100, 0, 100);

        void Bar(string name, DateTimeOffset begin, DateTimeOffset end)
        {
            if (end > begin)
            {
                double width = Math.Max(Thinnest, Percent(end) - Percent(begin));
                page.Markup(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<rect class=\"{name}\" x=\"{Math.Min(Percent(begin), 100 - width):0.##}\" width=\"{width:0.##}\" height=\"10\"/>"
                    )
                );
            }
        }

        void Row(string name, string title, DateTimeOffset begin, DateTimeOffset end, string meaning) =>
            page.Markup($"<li class=\"{name}\"><b>")
                .Text(title)
                .Markup("</b> <span class=\"took\">")
                .Text(ReportText.Of(end - begin))
                .Markup("</span><br/><span class=\"rule\">")
                .Text($"{ReportText.Clock(begin)} to {ReportText.Clock(end)}, {meaning}")
                .Markup("</span></li>\n");
    }
}
