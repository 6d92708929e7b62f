using System.CommandLine;
using Serverless.Ops.Local.Drills;
using Serverless.Ops.Local.Drills.Stopping;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>stop</c>: ends what <c>drill --keep</c> left up, or what a killed drill left behind.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "end drills that still run as well, as Ctrl+C in their terminals would" };
        Option<string?> folder = FolderOption.Create();
        var command = new Command(
            "stop",
            "Ends every server and program that kept and killed drills left running below this checkout's .ops/drills/, and removes their sockets' folders.\n"
                + "A drill that still runs is left alone and named. Exit code 0: nothing runs; 75: a drill still runs."
        )
        {
            force,
            folder,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                Leftovers.StopAsync(
                    Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetValue(folder) ?? DrillFolder.AllIn(Checkout.Find()))),
                    arguments.GetValue(force),
                    cancellationToken
                )
        );
        return command;
    }
}

/// <summary><c>--folder</c>: where drills are kept, for those who run more than one suite in a checkout.</summary>
internal static class FolderOption
{
    public static Option<string?> Create() =>
        new("--folder") { Description = "where drills are kept; .ops/drills/ of this checkout when left out", HelpName = "path" };
}
