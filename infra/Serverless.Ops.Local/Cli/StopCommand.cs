using System.CommandLine;
using Serverless.Ops.Local.Drills;
using Serverless.Ops.Local.Drills.Stopping;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>stop</c>: ends the processes that <c>drill --keep</c> or a killed drill left running.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "also end drills that still run, as Ctrl+C in their terminals does" };
        Option<string?> folder = FolderOption.Create();
        var command = new Command(
            "stop",
            "Ends every server and program that a drill left running after --keep or after it was killed.\n"
                + "Looks below this checkout's .ops/drills/, and also removes the servers' socket folders.\n"
                + "Does not stop a drill that still runs, but names it. Exit code 0: nothing runs; 75: a drill still runs."
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

/// <summary><c>--folder</c>: the folder of all drills. Another folder lets several suites run in one checkout.</summary>
internal static class FolderOption
{
    public static Option<string?> Create() =>
        new("--folder") { Description = "the folder of all drills; the default is .ops/drills/ of this checkout", HelpName = "path" };
}
