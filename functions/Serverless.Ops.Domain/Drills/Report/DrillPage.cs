using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>Builds the page, the most important part first.</summary>
internal sealed class DrillPage(DrillEvidence evidence)
{
    private readonly Html page = new();

    public string Build()
    {
        string title = $"Drill {evidence.DrillId}: {(evidence.IsProven ? "proven" : "not proven")}";
        page.Markup(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            )
            .Markup(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                    + "<meta name=\"robots\" content=\"noindex\">\n<title>"
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
        JournalFigure.Add(page, evidence.Proof, IsLatest);
        AddWorkflows();
        AddMessages();
        AddTables();
        AddHashes();
        page.Markup("<footer>")
            .Text(
                $"Measured at {ReportText.Of(evidence.MeasuredAt)}. "
                    + $"Every number on this page is also in {DrillEvidence.Name}, in the same folder."
            )
            .Markup("</footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private void AddVerdict()
    {
        page.Markup($"<p class=\"eyebrow\">").Text($"Restore drill · estate {evidence.Estate} · {evidence.DrillId}").Markup("</p>\n");
        page.Markup(
            evidence.IsProven
                ? "<header class=\"verdict good\"><svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
                    + "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10\"/>"
                    + "<path d=\"m7.5 12.5 3 3 6-7\"/></svg><div>"
                : "<header class=\"verdict failed\"><svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
                    + "stroke-linecap=\"round\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10\"/>"
                    + "<path d=\"m8.5 8.5 7 7m0-7-7 7\"/></svg><div>"
        );
        page.Element("h1", evidence.IsProven ? "The restore is proven" : "The restore is not proven");
        if (evidence.IsProven)
        {
            page.Element("p", ProvenFacts());
        }
        else
        {
            page.List("reasons", evidence.Reasons);
        }

        page.Markup("</div></header>\n");
    }

    private string ProvenFacts()
    {
        long restored = evidence.Proof?.AcknowledgedBefore.Whole ?? 0;
        long leftOut = evidence.Proof?.SentAfter.Absent ?? 0;
        string after = IsLatest ? "after the log was read" : "at or after T";
        return $"The database was restored to {(IsLatest ? "the end of the shipped log" : $"T, {ReportText.Of(evidence.Target)}")}. "
            + $"All {ReportText.Count(restored)} transactions acknowledged before T were restored. "
            + (leftOut == 0 ? "" : $"All {ReportText.Count(leftOut)} transactions sent {after} were left out. ")
            + $"All {evidence.Workflows.Count} workflow checks passed.";
    }

    private void AddTiles()
    {
        page.Markup("<dl class=\"tiles\">\n");
        Tile(
            "Time to restore",
            ReportText.Of(evidence.TimeToRestore.Measured),
            $"promised: at most {ReportText.Of(evidence.TimeToRestore.Promised)}",
            evidence.TimeToRestore.IsKept,
            TimeMeasured()
        );
        Tile(
            "Data loss",
            ReportText.Of(evidence.DataLoss.Measured),
            $"promised: at most {ReportText.Of(evidence.DataLoss.Promised)}",
            evidence.DataLoss.IsKept,
            LossMeasured()
        );
        Tile(
            "Restored to T",
            evidence.Target is { } target ? ReportText.Clock(target) : "unknown",
            evidence.Target is { } day ? $"{day.UtcDateTime:yyyy-MM-dd} UTC, requested: {evidence.Asked}" : $"requested: {evidence.Asked}",
            evidence.Target is not null,
            evidence.ReplayTo is { } end ? $"ends at {ReportText.Of(end)}" : null
        );
        Tile(
            "Client transactions proven",
            evidence.Proof is { } proof ? ReportText.Count(proof.AcknowledgedBefore.Whole) : "none",
            evidence.Proof is { } report
                ? $"{ReportText.Count(report.SentAfter.Absent)} sent after {(IsLatest ? "the log was read" : "T")} were left out"
                : "no journal was compared",
            evidence.Proof is { IsProven: true }
        );
        page.Markup("</dl>\n");
    }

    private string TimeMeasured() =>
        evidence switch
        {
            { TimeToRestore.Measured: null } => "the site was never ready to open",
            { DestroyedAt: { } lost, ReopenedAt: { } open } =>
                $"from the disaster at {ReportText.Clock(lost)} until the site was ready to open at {ReportText.Clock(open)}",
            _ => "from the start of the restore until the site was ready to open",
        };

    private bool IsLatest => evidence.Asked == RestoreTarget.LatestText;

    // Must name the same two instants that DrillJudge.LossOf uses.
    private string LossMeasured() =>
        evidence switch
        {
            { DataLoss.Measured: null } => "the start or the end of the loss is unknown",
            { DestroyedAt: { } lost, Asked: RestoreTarget.LatestText, Target: { } target } =>
                $"from T ({ReportText.Clock(target)}) to the disaster at {ReportText.Clock(lost)}",
            { DestroyedAt: { } lost, RecoverableTo: { } held } when !IsLatest =>
                $"The store held everything up to {ReportText.Clock(held)}. The disaster was at {ReportText.Clock(lost)}. "
                    + "Data that the drill left out on purpose does not count.",
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
            page.Element("p", "No step of the restore was recorded.", "note");
        }
        else
        {
            DateTimeOffset to = Latest(restore, evidence.ReopenedAt ?? from);
            TimelineFigure.Add(
                page,
                evidence.DestroyedAt is null
                    ? "The bars begin with the start of the drill."
                    : $"Production was lost at {ReportText.Clock(from)} UTC. "
                        + (
                            evidence.ReopenedAt is { } open
                                ? $"The site was ready to open at {ReportText.Clock(open)} UTC."
                                : "The site was never ready to open."
                        ),
                from,
                to,
                restore
            );
        }

        if (before.Length > 0)
        {
            TimelineFigure.Add(
                page,
                "Before the disaster: backups and log shipping while people worked. "
                    + "All speeds are averages over the whole time of a step, including the start of its program.",
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
            page.Element("p", "The workflow gate was not reached. The site stays closed.", "note bad");
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
            page.Element("h2", "Error that ended the restore");
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

        page.Element("h2", "Contents of the backup set");
        page.Element(
            "p",
            $"{ReportText.Count(evidence.Tables.Sum(table => table.Rows))} rows in {evidence.Tables.Count} tables"
                + string.Concat(evidence.Objects.Select(kind => $", {kind.Value} {kind.Key}{(kind.Value == 1 ? "" : "s")}"))
                + "."
        );
        AddCompared();
        page.Markup(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Tables of the set\"><table><thead><tr>"
                + "<th scope=\"col\">Table</th><th scope=\"col\">Engine</th><th scope=\"col\" class=\"number\">Rows</th>"
                + "<th scope=\"col\" class=\"number\">Text</th><th scope=\"col\">Database</th></tr></thead><tbody>\n"
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

    // The manifest lists the tables that should exist. Only the verification says which tables were compared.
    private void AddCompared()
    {
        if (evidence.Import is not { } import)
        {
            page.Element("p", "Not compared: the import was not verified.", "note bad");
        }
        else
        {
            string read =
                $"{ReportText.Count(import.Tables)} tables with {ReportText.Count(import.Rows)} rows by count and digest, "
                + $"{ReportText.Count(import.Objects)} objects by definition";
            page.Element(
                "p",
                import.Good
                    ? $"After the import the database was equal to the backup set. Compared: {read}."
                    : $"After the import the database was NOT equal to the backup set. Compared: {read}.",
                import.Good ? "note good" : "note bad"
            );
        }

        page.Element(
            "p",
            evidence.Replay is { } replay
                ? $"After the replay {ReportText.Count(replay.TablesCounted)} tables have the right number of rows: "
                    + "the rows of the set, plus the log's inserts, minus the log's deletes."
                    + (
                        replay.TablesNotCounted > 0
                            ? $" Tables for which the log gives no number of rows: {ReportText.Count(replay.TablesNotCounted)}."
                            : ""
                    )
                : "The rows were not counted after the replay.",
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
        JournalFigure.Fact(page, "Restore ended in the log at", evidence.ReplayTo is { } place ? ReportText.Of(place) : "unknown");
        JournalFigure.Fact(page, "Site ready to open", ReportText.Of(evidence.ReopenedAt));
        JournalFigure.Fact(
            page,
            "Step that took more than half of the restore time",
            evidence.SlowestPart is { } slowest ? ReportText.Part(slowest) : "none"
        );
        JournalFigure.Fact(page, "Newest heartbeat replayed", evidence.Replay?.HeartbeatAt is { } beat ? ReportText.Of(beat) : "none");
        JournalFigure.Fact(
            page,
            IsLatest ? "Time from T until the plan was made" : "Restored state ends before T by",
            ReportText.Of(evidence.LossAgainstTarget)
        );
        page.Markup("</dl>\n");
        if (evidence.Sha256.Count == 0)
        {
            return;
        }

        page.Markup("<details><summary>")
            .Text($"SHA-256 of the {evidence.Sha256.Count} objects behind this verdict")
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
