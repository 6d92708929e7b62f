using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>What the clients' journal says to either side of T.</summary>
internal static class JournalFigure
{
    public static void Add(Html page, JournalProofReport? proof)
    {
        if (proof is null)
        {
            page.Element("p", "The clients' journal was not held against the restored rows.", "note bad");
            return;
        }

        page.Markup("<figure>\n<figcaption>")
            .Text(
                $"The clients' transactions by their own clock, around T = {ReportText.Of(proof.Target)}. Restored is the log's prefix before the first commit stamped at or after it."
            )
            .Markup("</figcaption>\n<div class=\"classes\">\n");
        AddClass(
            page,
            "before",
            "Acknowledged before T",
            "must be there whole",
            proof.AcknowledgedBefore,
            ("whole", proof.AcknowledgedBefore.Whole)
        );
        AddClass(
            page,
            "flight",
            "In flight at T",
            "whole or absent",
            proof.InFlight,
            ("whole", proof.InFlight.Whole),
            ("absent", proof.InFlight.Absent)
        );
        AddClass(page, "after", "Sent at or after T", "must not be there", proof.SentAfter, ("absent", proof.SentAfter.Absent));
        page.Markup("</div>\n</figure>\n<dl class=\"facts\">\n");
        Fact(page, "Last acknowledgement that is restored", Precise(proof.LastRestoredAt));
        Fact(page, "First acknowledgement that is left out", Precise(proof.FirstLostAt));
        Fact(
            page,
            "Not searched for rows that no entry explains",
            proof.TablesWithoutMark.Count == 0 ? "none" : string.Join(", ", proof.TablesWithoutMark)
        );
        page.Markup("</dl>\n");
        if (proof.FirstViolations.Count > 0)
        {
            page.Element("h3", $"{ReportText.Count(proof.Violations)} transactions or rows disprove the restore");
            page.List("blockers", proof.FirstViolations.Select(violation => $"{violation.Id}, {violation.Kind}: {violation.Reason}"));
        }
    }

    public static void Fact(Html page, string name, string value) =>
        page.Markup("<div><dt>").Text(name).Markup("</dt><dd>").Text(value).Markup("</dd></div>\n");

    private static void AddClass(
        Html page,
        string cssClass,
        string title,
        string rule,
        JournalCounts counts,
        params ReadOnlySpan<(string Word, long Count)> shown
    )
    {
        page.Markup($"<section class=\"{cssClass}\"><h3>")
            .Text(title)
            .Markup("</h3><p class=\"rule\">")
            .Text(rule)
            .Markup("</p><p class=\"counts\">");
        foreach ((string word, long count) in shown)
        {
            page.Markup("<span><b>").Text(ReportText.Count(count)).Markup("</b> ").Text(word).Markup("</span>");
        }

        page.Markup(counts.Violated == 0 ? "<span class=\"ok\">" : "<span class=\"bad\">")
            .Text(counts.Violated == 0 ? "none against the rule" : $"{ReportText.Count(counts.Violated)} against the rule")
            .Markup("</span></p></section>\n");
    }

    private static string Precise(DateTimeOffset? instant) =>
        instant is { } at
            ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture) + " UTC"
            : "none";
}
