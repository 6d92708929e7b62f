using System.Globalization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Local.Display;
using Spectre.Console;

namespace Serverless.Ops.Local.Drills;

/// <summary>The summary that the terminal shows at the end of a drill. All numbers and reasons come from the evidence.</summary>
internal static class Summary
{
    public static void Show(IAnsiConsole console, DrillEvidence evidence)
    {
        console.WriteLine();
        console.MarkupLine(
            evidence.IsProven ? "[bold green]PROVEN[/]  The restore matches the backup and the log up to T." : "[bold red]NOT PROVEN[/]"
        );
        foreach (string reason in evidence.Reasons)
        {
            console.MarkupLineInterpolated($"  [red]•[/] {reason}");
        }

        if (evidence.Failure is { } failure)
        {
            console.MarkupLineInterpolated($"  [red]{failure.Error}[/] {FailureText.Of(failure.Cause)}");
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Add(
            grid,
            "Target T",
            evidence.Target is { } target
                ? WholeSecond.Text(target)
                : $"unknown: {evidence.Asked} was asked for, but the restore was not planned"
        );
        if (evidence.ReplayTo is { } end)
        {
            Add(grid, "Ends at", $"{end.File}:{end.Position}, GTID {end.Gtid}");
        }

        Add(grid, "Time to restore", Against(evidence.TimeToRestore));
        Add(grid, "Data loss", $"{Against(evidence.DataLoss)}, from {LastRestorable(evidence)} to the disaster");
        AddJournal(grid, evidence);
        Add(grid, "Import", ImportLine(evidence.Import));
        Add(grid, "Replay", ReplayLine(evidence.Replay));
        Add(
            grid,
            "Slowest step",
            evidence.SlowestPart is { } slowest ? $"{slowest} took more than half of the restore time."
                : evidence.TimeToRestore.Measured is null ? "The restore time was not measured."
                : "No step took more than half of the restore time."
        );
        if (evidence.Parts.Count > 0)
        {
            Add(grid, "Steps", "Each time is from the step's start to its end, and includes the start of the program. So does MB/s.");
        }

        foreach (DrillPart part in evidence.Parts)
        {
            Add(grid, "  " + part.Name, $"{Quantities.Seconds(part.Took), 8}  {Throughput(part)}");
        }

        foreach (WorkflowVerdict workflow in evidence.Workflows)
        {
            string word = workflow.Verdict.ToString().ToLowerInvariant();
            grid.AddRow(
                new Text("  " + workflow.Workflow),
                new Markup(
                    $"{Quantities.Seconds(workflow.Took), 8}  [{Colour(workflow.Verdict)}]{word}[/]  {Markup.Escape(workflow.Reason)}"
                )
            );
        }

        foreach (string warning in evidence.Warnings)
        {
            Add(grid, "Warning", warning);
        }

        Add(grid, "Blockers", evidence.Blockers.Count == 0 ? "none" : string.Join("; ", evidence.Blockers));
        console.Write(grid);
    }

    private static void Add(Grid grid, string name, string text) => grid.AddRow(new Text(name), new Text(text));

    private static void AddJournal(Grid grid, DrillEvidence evidence)
    {
        string name = "Client transactions";
        foreach (string line in evidence.Proof is not { } proof ? [] : JournalLines(proof, evidence.Asked == RestoreTarget.LatestText))
        {
            Add(grid, name, line);
            name = "";
        }
    }

    private static IEnumerable<string> JournalLines(JournalProofReport proof, bool isLatest)
    {
        (string after, string flight) = isLatest ? ("after the log was read", "until the log was read") : ("at or after T", "at T");
        long acknowledged = proof.AcknowledgedBefore.Whole + proof.AcknowledgedBefore.Violated;
        yield return acknowledged == 0 ? "No transaction was acknowledged before T, so the journal proves nothing."
        : proof.AcknowledgedBefore.Violated == 0 ? $"All {acknowledged:N0} transactions acknowledged before T were restored."
        : $"{proof.AcknowledgedBefore.Whole:N0} of {acknowledged:N0} transactions acknowledged before T were restored.";
        long sentAfter = proof.SentAfter.Absent + proof.SentAfter.Violated;
        yield return proof.SentAfter.Violated == 0
            ? $"None of the {sentAfter:N0} transactions sent {after} was restored."
            : $"{proof.SentAfter.Violated:N0} of {sentAfter:N0} transactions sent {after} were restored.";
        long inFlight = proof.InFlight.Whole + proof.InFlight.Absent + proof.InFlight.Violated;
        yield return proof.InFlight.Violated == 0
            ? $"Each of the {inFlight:N0} transactions in flight {flight} was restored whole or not at all."
            : $"{proof.InFlight.Violated:N0} of {inFlight:N0} transactions in flight {flight} were restored in part.";
        if (proof.Violations > 0)
        {
            yield return $"{proof.Violations:N0} transactions or rows disprove the restore.";
        }
    }

    private static string ImportLine(ImportFinding? import)
    {
        if (import is null)
        {
            return "The import was not compared with the backup set.";
        }

        string compared = $"{import.Tables} tables with {import.Rows:N0} rows (count and digest), {import.Objects} objects (definition)";
        return import.Good
            ? $"The import equals the backup set: {compared}."
            : $"The import does NOT equal the backup set. Compared were {compared}.";
    }

    private static string ReplayLine(ReplayFinding? replay) =>
        replay is null ? "The rows were not counted after the replay."
        : replay.TablesNotCounted == 0
            ? $"After the replay, {replay.TablesCounted} tables have as many rows as the backup set and the log say."
        : $"After the replay, {replay.TablesCounted} tables have as many rows as the backup set and the log say. "
            + $"For {replay.TablesNotCounted} more tables, the log does not say how many.";

    // A chosen T leaves data out on purpose, so the loss is then measured from the end of the shipped log.
    private static string LastRestorable(DrillEvidence evidence) =>
        evidence.Asked == RestoreTarget.LatestText ? "T" : "the last second in the store";

    private static string Against(Objective objective) =>
        objective.Measured is { } measured
            ? $"{Quantities.Seconds(measured)} "
                + $"({(objective.IsKept ? "within" : "BEYOND")} the promised {objective.Promised.TotalHours:0} h)"
            : "not measured";

    private static string Throughput(DrillPart part) =>
        string.Join(
            ", ",
            (
                (string?[])
                    [
                        part.Bytes is { } bytes ? Quantities.Bytes(bytes) : null,
                        part.Rows is { } rows ? $"{rows:N0} rows" : null,
                        part.Transactions is { } transactions ? $"{transactions:N0} log transactions" : null,
                        part.Bytes is { } moved && part.Took.TotalSeconds > 0
                            ? string.Create(CultureInfo.InvariantCulture, $"{moved / 1e6 / part.Took.TotalSeconds:0.0} MB/s")
                            : null,
                    ]
            ).Where(text => text is not null)
        );

    private static string Colour(Verdict verdict) =>
        verdict switch
        {
            Verdict.Good => "green",
            Verdict.Suspect => "yellow",
            _ => "red",
        };
}
