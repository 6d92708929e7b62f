using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Drills.Stopping;

/// <summary>
/// <c>./ops stop</c>: ends the processes that kept and killed drills left running. A drill that still runs, and its processes, end
/// only with <c>--force</c>.
/// </summary>
internal static class Leftovers
{
    private const int StillRunning = 75; // EX_TEMPFAIL of sysexits.h: a later call may find that the drill has ended.

    /// <param name="drills">The folder of all drills.</param>
    /// <param name="force">True also ends running drills.</param>
    /// <param name="cancellationToken">Ends the wait for ending processes.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> StopAsync(string drills, bool force, CancellationToken cancellationToken)
    {
        List<string> done = [];
        foreach (RunningDrill drill in force ? RunningDrill.In(drills) : [])
        {
            await drill.EndAsync(cancellationToken);
            done.Add($"ended drill {drill.Id} (process {drill.ProcessId})");
        }

        // The order matters: a drill sets its mark before it starts a process. So for every process found here, the mark is seen below.
        IReadOnlyList<(int Id, string Program)> processes = LeftoverProcesses.Find(drills);
        IReadOnlyList<string> sockets = SocketFolder.FindOf(drills);
        IReadOnlyList<RunningDrill> running = RunningDrill.In(drills);
        done.AddRange(
            (
                await LeftoverProcesses.EndAsync(
                    drills,
                    processes.Except(running.SelectMany(drill => LeftoverProcesses.Find(drill.Root))),
                    cancellationToken
                )
            ).Select(name => $"ended {name}")
        );
        foreach (string folder in sockets.Except(running.SelectMany(drill => SocketFolder.FindOf(drill.Root))))
        {
            SocketFolder.Remove(folder);
            done.Add($"removed {folder}");
        }

        done.ForEach(Console.WriteLine);
        foreach (RunningDrill drill in running)
        {
            await Console.Error.WriteLineAsync(
                $"The drill {drill.Id} is still running: process {drill.ProcessId}, since {drill.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}. "
                    + "It was not stopped. Next: wait until it ends, press Ctrl+C in its terminal, or run ./ops stop --force."
            );
        }

        if (running.Count > 0)
        {
            return StillRunning;
        }

        Console.WriteLine(
            done.Count == 0
                ? "Nothing was running."
                : $"Everything has ended. The files are still in {drills}. Delete them when you no longer need them."
        );
        return 0;
    }
}
