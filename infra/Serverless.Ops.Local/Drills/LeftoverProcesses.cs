using System.Diagnostics;
using System.Globalization;

namespace Serverless.Ops.Local.Drills;

/// <summary>
/// Finds processes by a folder on their command line or in this suite's own settings: no list can be lost, and nothing of anybody else is
/// touched, such as a server that was started by hand from a shell that had been in the folder.
/// </summary>
internal static class LeftoverProcesses
{
    private const string Settings = "OPS_";
    private static readonly string[] Programs = ["mariadbd", "Serverless.Ops.Local", "opsjob"];

    /// <summary>Kills ours below <paramref name="folder"/> and waits until they are gone; returns what they were.</summary>
    public static async Task<IReadOnlyList<string>> EndAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> ended = [];
        foreach ((int id, string program) in Find(folder))
        {
            try
            {
                using Process process = Process.GetProcessById(id);
                process.Kill();
                await process.WaitForExitAsync(cancellationToken);
                ended.Add($"{program} ({id})");
            }
            catch (ArgumentException)
            {
                // It ended meanwhile.
            }
        }

        return ended;
    }

    /// <summary>Ours below <paramref name="folder"/> that run now, this process excepted.</summary>
    public static IReadOnlyList<(int Id, string Program)> Find(string folder)
    {
        List<(int, string)> found = [];
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id) &&
                id != Environment.ProcessId && Read(process, "cmdline") is [var path, ..] arguments &&
                Path.GetFileName(path) is var program && Programs.Contains(program) &&
                arguments.Concat(Read(process, "environ").Where(variable => variable.StartsWith(Settings, StringComparison.Ordinal))).Any(text => text.Contains(folder + "/", StringComparison.Ordinal)))
            {
                found.Add((id, program));
            }
        }

        return found;
    }

    private static string[] Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // it ended meanwhile, or is another user's
        }
    }
}
