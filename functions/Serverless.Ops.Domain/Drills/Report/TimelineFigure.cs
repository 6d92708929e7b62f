using System.Globalization;
using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>
/// Draws parts as bars on one time scale. Each part has one row: its words are text, its bar is a graphic that stretches. So the figure
/// can be read on a phone and on a large screen.
/// </summary>
internal static class TimelineFigure
{
    private const int Ticks = 4;

    public static void Add(Html page, string caption, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<DrillPart> parts)
    {
        TimeSpan whole = to > from ? to - from : TimeSpan.FromSeconds(1);
        DrillPart? longest = parts.MaxBy(part => part.Took);
        page.Markup("<figure class=\"timeline\">\n<figcaption>").Text(caption).Markup("</figcaption>\n<ol>\n");
        foreach (DrillPart part in parts)
        {
            double start = Percent(part.StartedAt - from, whole);
            double width = Math.Max(0.6, Percent(part.EndedAt - from, whole) - start);
            string throughput = ReportText.Throughput(part);
            string bar = part == longest && parts.Count > 1 ? "bar longest" : "bar";
            page.Markup("<li><div class=\"words\"><span class=\"name\">")
                .Text(ReportText.Part(part.Name))
                .Markup("</span><span class=\"took\">")
                .Text(ReportText.Of(part.Took))
                .Markup("</span></div>")
                .Markup("<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
                .Markup("<rect class=\"track\" width=\"100\" height=\"10\"/>")
                .Markup(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<rect class=\"{bar}\" x=\"{Math.Min(start, 99.4):0.##}\" width=\"{width:0.##}\" height=\"10\"/>"
                    )
                )
                .Markup("</svg>");
            if (throughput.Length > 0)
            {
                page.Markup("<div class=\"moved\">").Text(throughput).Markup("</div>");
            }

            page.Markup("</li>\n");
        }

        page.Markup("</ol>\n<div class=\"ticks\" aria-hidden=\"true\">");
        for (int i = 0; i <= Ticks; i++)
        {
            page.Markup("<span>").Text(i == 0 ? "0" : "+" + ReportText.Of(whole * i / Ticks)).Markup("</span>");
        }

        page.Markup("</div>\n<div class=\"ends\"><span>")
            .Text(ReportText.Clock(from))
            .Markup("</span><span>")
            .Text(ReportText.Clock(to))
            .Markup(" UTC</span></div>\n</figure>\n");
    }

    private static double Percent(TimeSpan span, TimeSpan whole) => Math.Clamp(span / whole * 100, 0, 100);
}
