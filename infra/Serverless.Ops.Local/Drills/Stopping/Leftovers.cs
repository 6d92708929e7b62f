using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Drills.Stopping;

/// <summary><c>./ops stop</c>: ends what kept and killed drills left. A drill that still runs is left alone, with all that is its own, unless it is to end too.</summary>
internal static class Leftovers
{
    private const int StillRunning = 75; // EX_TEMPFAIL of sysexits.h: a later try may find it ended

    /// <param name="drills">The folder of all drills.</param>
    /// <param name="force">To end running drills as well.</param>
    /// <param name="cancellationToken">Ends the wait for their ends.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> StopAsync(string drills, bool force, CancellationToken cancellationToken)
    {
        List<string> done = [];
        foreach (RunningDrill drill in force ? RunningDrill.In(drills) : [])
        {
            await drill.EndAsync(cancellationToken);
            done.Add($"ended drill {drill.Id} (process {drill.ProcessId})");
        }

        // In this order: what is found first and belongs to a running drill was started after its mark was set, so the mark is seen.
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
                $"The drill {drill.Id} runs still: process {drill.ProcessId}, since {drill.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}. It was left alone. "
                    + "Next: wait for its end, press Ctrl+C in its terminal, or end it with ./ops stop --force."
            );
        }

        if (running.Count > 0)
        {
            return StillRunning;
        }

        Console.WriteLine(
            done.Count == 0
                ? "Nothing was running."
                : $"All ended. What they wrote is still in {drills}; remove it when it is no longer needed."
        );
        return 0;
    }
}
