using System.Globalization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Local.Display;
using Spectre.Console;

namespace Serverless.Ops.Local.Drills;

/// <summary>What a person reads when a drill has ended; all of it comes from the evidence.</summary>
internal static class Summary
{
    public static void Show(IAnsiConsole console, DrillEvidence evidence)
    {
        console.WriteLine();
        console.MarkupLine(evidence.IsProven ? "[bold green]PROVEN[/]  the restore is what it has to be" : "[bold red]NOT PROVEN[/]");
        foreach (string reason in evidence.Reasons)
        {
            console.MarkupLineInterpolated($"  [red]•[/] {reason}");
        }

        if (evidence.Failure is { } failure)
        {
            console.MarkupLineInterpolated($"  [red]{failure.Error}[/] {FailureText.Of(failure.Cause)}");
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Add(grid, "Target T", evidence.Target is { } target ? $"{target:yyyy-MM-dd'T'HH:mm:ss'Z'}" : $"{evidence.Asked}, never planned");
        Add(grid, "Time to restore", Against(evidence.TimeToRestore));
        Add(
            grid,
            "Data loss",
            $"{Against(evidence.DataLoss)}, from {(evidence.Asked == RestoreTarget.LatestText ? "T" : "what the store held")} to the disaster"
        );
        if (evidence.Proof is { } proof)
        {
            Add(
                grid,
                "Journal",
                $"of the client transactions {proof.AcknowledgedBefore.Whole:N0} acknowledged before T are there, {proof.SentAfter.Absent:N0} sent after it are not, "
                    + $"{proof.InFlight.Whole + proof.InFlight.Absent:N0} in flight are whole or absent, {proof.Violations:N0} against the rule"
            );
        }

        Add(
            grid,
            "Compared",
            evidence.Import is { } import
                ? $"{import.Tables} tables with {import.Rows:N0} rows by count and digest, {import.Objects} objects by definition: {(import.Good ? "equal" : "NOT EQUAL")} to the set"
                : "not compared"
        );
        Add(
            grid,
            "Counted",
            evidence.Replay is { } replay
                ? $"after the replay {replay.TablesCounted} tables have the rows that set and log say{(replay.TablesNotCounted > 0 ? $", {replay.TablesNotCounted} cannot be told" : "")}"
                : "not counted"
        );
        Add(
            grid,
            "Slowest part",
            evidence.SlowestPart is { } slowest ? $"{slowest}, over half of the time to restore"
                : evidence.TimeToRestore.Measured is null ? "not measured"
                : "none took over half of the time to restore"
        );
        if (evidence.Parts.Count > 0)
        {
            Add(grid, "Parts", "each from its start to its end; MB/s over all of that, the start of its program included");
        }

        foreach (DrillPart part in evidence.Parts)
        {
            Add(grid, "  " + part.Name, $"{Quantities.Seconds(part.Took), 8}  {Throughput(part)}");
        }

        foreach (WorkflowVerdict workflow in evidence.Workflows)
        {
            grid.AddRow(
                new Text("  " + workflow.Workflow),
                new Markup(
                    $"{Quantities.Seconds(workflow.Took), 8}  [{Colour(workflow.Verdict)}]{workflow.Verdict.ToString().ToLowerInvariant()}[/]  {Markup.Escape(workflow.Reason)}"
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

    private static string Against(Objective objective) =>
        objective.Measured is { } measured
            ? $"{Quantities.Seconds(measured)} ({(objective.IsKept ? "within" : "BEYOND")} the promised {objective.Promised.TotalHours:0} h)"
            : "could not be measured";

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
