using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>Shows the result of the clients' journal: before T, at T and after T.</summary>
internal static class JournalFigure
{
    /// <param name="isLatest">The latest was requested, not a second.</param>
    public static void Add(Html page, JournalProofReport? proof, bool isLatest)
    {
        if (proof is null)
        {
            page.Element("p", "The clients' journal was not compared with the restored rows.", "note bad");
            return;
        }

        page.Markup("<figure>\n<figcaption>")
            .Text(
                (
                    isLatest
                        ? $"T is {Precise(proof.Target)}, the last heartbeat in the shipped log. The restore ends with that log. "
                        : $"T is {ReportText.Of(proof.Target)}. The restore ends before the first commit stamped at or after T. "
                ) + "The clients recorded the time of every transaction with their own clock."
            )
            .Markup("</figcaption>\n<div class=\"classes\">\n");
        AddClass(
            page,
            "before",
            "Acknowledged before T",
            "must be restored completely",
            proof.AcknowledgedBefore,
            ("restored", proof.AcknowledgedBefore.Whole)
        );
        AddClass(
            page,
            "flight",
            isLatest ? "In flight at T, or until the log was read" : "In flight at T",
            "must be restored completely or left out",
            proof.InFlight,
            ("restored", proof.InFlight.Whole),
            ("left out", proof.InFlight.Absent)
        );
        AddClass(
            page,
            "after",
            isLatest ? "Sent after the log was read" : "Sent at or after T",
            "must be left out",
            proof.SentAfter,
            ("left out", proof.SentAfter.Absent)
        );
        page.Markup("</div>\n</figure>\n<dl class=\"facts\">\n");
        Fact(page, "Last restored transaction was acknowledged at", Precise(proof.LastRestoredAt));
        Fact(page, "First transaction left out was acknowledged at", Precise(proof.FirstLostAt));
        Fact(
            page,
            "Tables that could not be searched for extra rows",
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
            .Text(counts.Violated == 0 ? "no violation" : $"{ReportText.Count(counts.Violated)} in violation")
            .Markup("</span></p></section>\n");
    }

    private static string Precise(DateTimeOffset? instant) =>
        instant is { } at
            ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture) + " UTC"
            : "none";
}
