using System.CommandLine;
using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>stop</c>: ends what <c>drill --keep</c> left up, or what a killed drill left behind.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var command = new Command("stop", "Ends every server and program that runs below this clone's .ops/drills/.");
        command.SetAction(async (_, cancellationToken) =>
        {
            IReadOnlyList<string> ended = await LeftoverProcesses.EndAsync(DrillFolder.AllIn(Clone.Find().Root), cancellationToken);
            foreach (string name in ended)
            {
                Console.WriteLine($"ended {name}");
            }

            Console.WriteLine(ended.Count == 0 ? "Nothing was running." : "All ended; their folders are still there.");
            return 0;
        });
        return command;
    }
}
