using System.CommandLine;
using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>stop</c>: ends what <c>drill --keep</c> left up, or what a killed drill left behind.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        Option<string?> folder = FolderOption.Create();
        var command = new Command("stop", "Ends every server and program that runs below this clone's .ops/drills/.") { folder };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            string drills = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetValue(folder) ?? DrillFolder.AllIn(Clone.Find())));
            IReadOnlyList<string> ended = await LeftoverProcesses.EndAsync(drills, cancellationToken);
            foreach (string name in ended)
            {
                Console.WriteLine($"ended {name}");
            }

            Console.WriteLine(ended.Count == 0 ? "Nothing was running." : $"All ended. What they wrote is still in {drills}; remove it when it is no longer needed.");
            return 0;
        });
        return command;
    }
}
