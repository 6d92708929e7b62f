using System.Diagnostics;

namespace Serverless.Ops.Local.Drills;

/// <summary>Finds processes by a folder on their command line: no list can be lost, and nothing of anybody else is touched.</summary>
internal static class LeftoverProcesses
{
    private static readonly string[] Programs = ["mariadbd", "Serverless.Ops.Local", "opsjob"];

    /// <summary>Kills ours below <paramref name="folder"/> and waits until they are gone; returns what they were.</summary>
    public static async Task<IReadOnlyList<string>> EndAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> ended = [];
        foreach (Process process in Process.GetProcesses())
        {
            using Process candidate = process;
            if (candidate.Id != Environment.ProcessId && CommandLine(candidate.Id) is [var program, ..] arguments &&
                Programs.Contains(Path.GetFileName(program)) &&
                arguments.Any(argument => argument.Contains(folder + "/", StringComparison.Ordinal)))
            {
                candidate.Kill();
                await candidate.WaitForExitAsync(cancellationToken);
                ended.Add($"{Path.GetFileName(program)} ({candidate.Id})");
            }
        }

        return ended;
    }

    private static string[] CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return []; // it ended meanwhile
        }
    }
}
