using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>Puts the page together, the most important first.</summary>
internal sealed class DrillPage(DrillEvidence evidence)
{
    private readonly Html page = new();

    public string Build()
    {
        string title = $"Drill {evidence.DrillId}: {(evidence.IsProven ? "proven" : "not proven")}";
        page.Markup(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            )
            .Markup(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"robots\" content=\"noindex\">\n<title>"
            )
            .Text(title)
            .Markup("</title>\n<style>\n")
            .Markup(PageStyle.Css)
            .Markup("\n</style>\n</head>\n<body>\n<main>\n");
        AddVerdict();
        AddTiles();
        AddTimelines();
        page.Element("h2", "Restored to the second");
        TargetFigure.Add(page, evidence);
        JournalFigure.Add(page, evidence.Proof);
        AddWorkflows();
        AddMessages();
        AddTables();
        AddHashes();
        page.Markup("<footer>")
            .Text($"Measured {ReportText.Of(evidence.MeasuredAt)}. Every number comes from {DrillEvidence.Name} beside this page.")
            .Markup("</footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private void AddVerdict()
    {
        page.Markup($"<p class=\"eyebrow\">").Text($"Restore drill · estate {evidence.Estate} · {evidence.DrillId}").Markup("</p>\n");
        page.Markup(
            evidence.IsProven
                ? "<header class=\"verdict good\"><svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"m7.5 12.5 3 3 6-7\"/></svg><div>"
                : "<header class=\"verdict failed\"><svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"m8.5 8.5 7 7m0-7-7 7\"/></svg><div>"
        );
        page.Element("h1", evidence.IsProven ? "The restore is proven" : "The restore is not proven");
        if (evidence.IsProven)
        {
            page.Element(
                "p",
                $"The database was brought back to {ReportText.Of(evidence.Target)}, every acknowledged transaction before it is there, none after it, and all {evidence.Workflows.Count} workflow checks pass."
            );
        }
        else
        {
            page.List("reasons", evidence.Reasons);
        }

        page.Markup("</div></header>\n");
    }

    private void AddTiles()
    {
        page.Markup("<dl class=\"tiles\">\n");
        Tile(
            "Time to restore",
            ReportText.Of(evidence.TimeToRestore.Measured),
            $"promise {ReportText.Of(evidence.TimeToRestore.Promised)}",
            evidence.TimeToRestore.IsKept,
            TimeMeasured()
        );
        Tile(
            "Data loss",
            ReportText.Of(evidence.DataLoss.Measured),
            $"promise {ReportText.Of(evidence.DataLoss.Promised)}",
            evidence.DataLoss.IsKept,
            LossMeasured()
        );
        Tile(
            "Restored to T",
            evidence.Target is { } target ? ReportText.Clock(target) : "unknown",
            evidence.Target is { } day ? $"{day.UtcDateTime:yyyy-MM-dd} UTC, asked: {evidence.Asked}" : $"asked: {evidence.Asked}",
            evidence.Target is not null
        );
        Tile(
            "Client transactions proven",
            evidence.Proof is { } proof ? ReportText.Count(proof.AcknowledgedBefore.Whole) : "none",
            evidence.Proof is { } report ? $"{ReportText.Count(report.SentAfter.Absent)} after T left out" : "no journal was judged",
            evidence.Proof is { IsProven: true }
        );
        page.Markup("</dl>\n");
    }

    private string TimeMeasured() =>
        evidence switch
        {
            { TimeToRestore.Measured: null } => "the site was never fit to be opened",
            { DestroyedAt: { } lost, ReopenedAt: { } open } =>
                $"from the disaster at {ReportText.Clock(lost)} until the site was fit to be opened at {ReportText.Clock(open)}",
            _ => "from the start of the restore until the site was fit to be opened",
        };

    // As DrillJudge measures it.
    private string LossMeasured() =>
        evidence switch
        {
            { DataLoss.Measured: null } => "neither end of it is known",
            { DestroyedAt: { } lost, Asked: RestoreTarget.LatestText, Target: { } target } =>
                $"from T, {ReportText.Clock(target)}, to the disaster at {ReportText.Clock(lost)}",
            { DestroyedAt: { } lost, RecoverableTo: { } held } when evidence.Asked != RestoreTarget.LatestText =>
                $"from {ReportText.Clock(held)}, up to which the store held everything, to the disaster at {ReportText.Clock(lost)}, whatever T leaves out on purpose",
            _ => "from T until the restore was planned",
        };

    private void Tile(string name, string value, string hint, bool good, string? measured = null)
    {
        page.Markup(good ? "<div><dt>" : "<div class=\"bad\"><dt>")
            .Text(name)
            .Markup("</dt><dd class=\"value\">")
            .Text(value)
            .Markup("</dd><dd class=\"hint\">")
            .Text(hint)
            .Markup("</dd>");
        if (measured is not null)
        {
            page.Markup("<dd class=\"hint\">").Text(measured).Markup("</dd>");
        }

        page.Markup("</div>\n");
    }

    private void AddTimelines()
    {
        page.Element("h2", "From the disaster to an open site");
        DateTimeOffset from = evidence.DestroyedAt ?? evidence.StartedAt;
        DrillPart[] restore = [.. evidence.Parts.Where(part => part.EndedAt > from)];
        DrillPart[] before = [.. evidence.Parts.Where(part => part.EndedAt <= from)];
        if (restore.Length == 0)
        {
            page.Element("p", "No part of the restore was recorded.", "note");
        }
        else
        {
            DateTimeOffset to = Latest(restore, evidence.ReopenedAt ?? from);
            TimelineFigure.Add(
                page,
                evidence.DestroyedAt is null
                    ? "From the start of the drill."
                    : $"Production was lost at {ReportText.Clock(from)} UTC{(evidence.ReopenedAt is { } open ? $"; the site was fit to be opened at {ReportText.Clock(open)}." : "; the site was never fit to be opened.")}",
                from,
                to,
                restore
            );
        }

        if (before.Length > 0)
        {
            TimelineFigure.Add(
                page,
                "Before it: backups and log shipping while people worked. Speeds here and above are over a step's whole time, the start of its program included.",
                before.Min(part => part.StartedAt),
                from,
                before
            );
        }
    }

    private void AddWorkflows()
    {
        page.Element("h2", "Workflow gate");
        if (evidence.Workflows.Count == 0)
        {
            page.Element("p", "The workflow gate was not reached; the site stays closed.", "note bad");
            return;
        }

        page.Markup("<ul class=\"checks\">\n");
        foreach (WorkflowVerdict workflow in evidence.Workflows)
        {
            string word = workflow.Verdict switch
            {
                Verdict.Good => "good",
                Verdict.Suspect => "suspect",
                _ => "failed",
            };
            page.Markup($"<li><span class=\"pill {word}\">{word}</span><span class=\"name\">")
                .Text(workflow.Workflow)
                .Markup("</span><span class=\"took\">")
                .Text(ReportText.Of(workflow.Took))
                .Markup("</span><span class=\"reason\">")
                .Text(workflow.Reason)
                .Markup("</span></li>\n");
        }

        page.Markup("</ul>\n");
    }

    private void AddMessages()
    {
        if (evidence.Failure is { } failure)
        {
            page.Element("h2", "What ended the restore");
            page.List("blockers", [failure.Cause is { Length: > 0 } cause ? $"{failure.Error}: {FailureText.Of(cause)}" : failure.Error]);
        }

        if (evidence.Blockers.Count > 0)
        {
            page.Element("h2", "Blockers").List("blockers", evidence.Blockers);
        }

        if (evidence.Warnings.Count > 0)
        {
            page.Element("h2", "Warnings").List("warnings", evidence.Warnings);
        }
    }

    private void AddTables()
    {
        if (evidence.Tables.Count == 0)
        {
            return;
        }

        page.Element("h2", "What the set holds");
        page.Element(
            "p",
            $"{ReportText.Count(evidence.Tables.Sum(table => table.Rows))} rows in {evidence.Tables.Count} tables"
                + string.Concat(evidence.Objects.Select(kind => $", {kind.Value} {kind.Key}{(kind.Value == 1 ? "" : "s")}"))
                + "."
        );
        AddCompared();
        page.Markup(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Tables of the set\"><table><thead><tr><th scope=\"col\">Table</th><th scope=\"col\">Engine</th><th scope=\"col\" class=\"number\">Rows</th><th scope=\"col\" class=\"number\">Text</th><th scope=\"col\">Database</th></tr></thead><tbody>\n"
        );
        foreach (
            TableCount table in evidence.Tables.OrderByDescending(table => table.Rows).ThenBy(table => table.Name, StringComparer.Ordinal)
        )
        {
            page.Markup("<tr><th scope=\"row\">")
                .Text(table.Name)
                .Markup("</th><td>")
                .Text(table.Engine)
                .Markup("</td><td class=\"number\">")
                .Text(ReportText.Count(table.Rows))
                .Markup("</td><td class=\"number\">")
                .Text(ReportText.Bytes(table.TextBytes))
                .Markup("</td><td>")
                .Text(table.Schema)
                .Markup("</td></tr>\n");
        }

        page.Markup("</tbody></table></div>\n");
    }

    // The manifest says what should be there; only the verification says what was looked at.
    private void AddCompared()
    {
        if (evidence.Import is not { } import)
        {
            page.Element("p", "Not compared: the import was not verified.", "note bad");
        }
        else
        {
            string read =
                $"{ReportText.Count(import.Tables)} tables with {ReportText.Count(import.Rows)} rows by count and digest, {ReportText.Count(import.Objects)} objects by definition";
            page.Element(
                "p",
                import.Good
                    ? $"Compared with the set after the import, and equal: {read}."
                    : $"Compared with the set after the import, and NOT equal: {read}.",
                import.Good ? "note good" : "note bad"
            );
        }

        page.Element(
            "p",
            evidence.Replay is { } replay
                ? $"Counted after the replay: {ReportText.Count(replay.TablesCounted)} tables have as many rows as the set and the log's inserts and deletes make"
                    + (replay.TablesNotCounted > 0 ? $"; for {ReportText.Count(replay.TablesNotCounted)} the log does not tell." : ".")
                : "Not counted after the replay.",
            evidence.Replay is null ? "note bad" : "note good"
        );
    }

    private void AddHashes()
    {
        page.Element("h2", "Evidence");
        page.Markup("<dl class=\"facts\">\n");
        JournalFigure.Fact(page, "Run", evidence.RunId);
        JournalFigure.Fact(page, "Drill began", ReportText.Of(evidence.StartedAt));
        JournalFigure.Fact(page, "Production lost", ReportText.Of(evidence.DestroyedAt));
        JournalFigure.Fact(page, "Store held everything up to", ReportText.Of(evidence.RecoverableTo));
        JournalFigure.Fact(page, "Fit to be opened", ReportText.Of(evidence.ReopenedAt));
        JournalFigure.Fact(page, "Part that took over half of it", evidence.SlowestPart is { } slowest ? ReportText.Part(slowest) : "none");
        JournalFigure.Fact(page, "Newest heartbeat replayed", evidence.Replay?.HeartbeatAt is { } beat ? ReportText.Of(beat) : "none");
        JournalFigure.Fact(
            page,
            evidence.Asked == RestoreTarget.LatestText ? "T was before the plan was made by" : "Restored state ends before T by",
            ReportText.Of(evidence.LossAgainstTarget)
        );
        page.Markup("</dl>\n");
        if (evidence.Sha256.Count == 0)
        {
            return;
        }

        page.Markup("<details><summary>")
            .Text($"SHA-256 of the {evidence.Sha256.Count} objects this was judged from")
            .Markup("</summary><dl>\n");
        foreach ((string key, string sha256) in evidence.Sha256)
        {
            page.Markup("<dt>").Text(key).Markup("</dt><dd>").Text(sha256).Markup("</dd>\n");
        }

        page.Markup("</dl></details>\n");
    }

    private static DateTimeOffset Latest(IEnumerable<DrillPart> parts, DateTimeOffset atLeast)
    {
        DateTimeOffset end = parts.Max(part => part.EndedAt);
        return end > atLeast ? end : atLeast;
    }
}
