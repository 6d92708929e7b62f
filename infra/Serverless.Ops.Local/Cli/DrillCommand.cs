using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>drill</c>: loses a production estate on purpose, restores it and proves the restore.</summary>
internal static class DrillCommand
{
    private const int DefaultRows = 120_000;
    private const int FewestRows = 1_000;
    private const int MostRows = 200_000_000;

    public static Command Create()
    {
        var rows = new Option<int>("--rows")
        {
            Description = "the approximate number of rows in the production estate",
            DefaultValueFactory = _ => DefaultRows,
            CustomParser = ParseRows,
            HelpName = "N",
        };
        var at = new Option<TargetChoice?>("--at")
        {
            Description =
                "the second to restore to: a UTC instant (2026-11-22T10:00:00Z), +60s (60 seconds after the start), or latest. "
                + "The default is a second in mid-traffic. The second must come after the drill's own backup and at most 10 minutes "
                + "ahead; otherwise the drill ends before it destroys anything. Restores also take binlog positions and GTIDs, drills "
                + "do not: the clients' journal has times, not places in a log",
            CustomParser = ParseTarget,
            HelpName = "instant|latest",
        };
        var keep = new Option<bool>("--keep")
        {
            Description = "keep the restored instance and its site running, keep all files, and print how to look at them",
        };
        var native = new Option<bool>("--native")
        {
            Description = "run the natively compiled program, as deployed, instead of the JIT build",
        };
        Option<string?> folder = FolderOption.Create();
        var command = new Command(
            "drill",
            "Starts a production estate, backs it up under traffic, destroys it, restores it to a chosen second and proves the result.\n"
                + "Writes .ops/drills/<id>/report.html and evidence.json.\n"
                + "Exit code 0: proven; 1: not proven, or an error; 64: bad options; "
                + "130: stopped by Ctrl-C or SIGTERM, and everything that the drill started has ended."
        )
        {
            rows,
            at,
            keep,
            native,
            folder,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                DrillRun.RunAsync(
                    new DrillOptions(
                        arguments.GetValue(rows),
                        arguments.GetValue(at) ?? TargetChoice.MidTraffic,
                        arguments.GetValue(keep),
                        arguments.GetValue(native),
                        arguments.GetValue(folder)
                    ),
                    cancellationToken
                )
        );
        return command;
    }

    private static int ParseRows(ArgumentResult result)
    {
        if (
            int.TryParse(result.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            && rows is >= FewestRows and <= MostRows
        )
        {
            return rows;
        }

        result.AddError($"--rows takes a number from {FewestRows} to {MostRows}, not '{result.Tokens.Single().Value}'.");
        return 0;
    }

    private static TargetChoice? ParseTarget(ArgumentResult result)
    {
        try
        {
            return TargetChoice.Parse(result.Tokens.Single().Value, TimeProvider.System.GetUtcNow());
        }
        catch (FormatException cause)
        {
            result.AddError(cause.Message);
            return null;
        }
    }
}
