using System.CommandLine;
using System.CommandLine.Parsing;
using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>drill</c>: the main job from end to end.</summary>
internal static class DrillCommand
{
    private const int DefaultRows = 120_000;

    public static Command Create()
    {
        var rows = new Option<int>("--rows")
        {
            Description = "about how many rows the production estate has",
            DefaultValueFactory = _ => DefaultRows,
            HelpName = "N",
        };
        rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1_000 or > 200_000_000)
            {
                result.AddError("--rows takes a number from 1000 to 200000000.");
            }
        });
        var at = new Option<TargetChoice>("--at")
        {
            Description = "the second to restore to: a UTC instant (2026-11-22T10:00:00Z), +30s after the start, or latest; a second in mid-traffic when left out",
            DefaultValueFactory = _ => TargetChoice.MidTraffic,
            CustomParser = ParseTarget,
            HelpName = "instant|latest",
        };
        var keep = new Option<bool>("--keep") { Description = "leave production's ruins, the restored instance and its site up, and say how to look at them" };
        var native = new Option<bool>("--native") { Description = "start the natively compiled program, as deployed, instead of the JIT build" };
        var command = new Command(
            "drill",
            "Starts a production estate, backs it up under traffic, destroys it, restores it to a chosen second and proves the result.\n" +
            "Writes .ops/drills/<id>/report.html and evidence.json. Exit code 0: proven; 1: not proven or failed; 64: bad options.")
        {
            rows, at, keep, native,
        };
        command.SetAction((arguments, cancellationToken) => Drill.RunAsync(
            new DrillOptions(
                arguments.GetValue(rows), arguments.GetValue(at)!, arguments.GetValue(keep), arguments.GetValue(native)),
            cancellationToken));
        return command;
    }

    private static TargetChoice? ParseTarget(ArgumentResult result)
    {
        try
        {
            return TargetChoice.Parse(result.Tokens.Single().Value);
        }
        catch (FormatException cause)
        {
            result.AddError(cause.Message);
            return null;
        }
    }
}
