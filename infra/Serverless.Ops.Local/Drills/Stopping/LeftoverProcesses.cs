using System.Diagnostics;
using System.Globalization;

namespace Serverless.Ops.Local.Drills.Stopping;

/// <summary>
/// Finds processes by a folder on their command line or in this suite's own settings: no list can be lost, and nothing of anybody else is
/// touched, such as a server that was started by hand from a shell that had been in the folder.
/// </summary>
internal static class LeftoverProcesses
{
    private const string Settings = "OPS_";
    private static readonly string[] Programs = ["mariadbd", "Serverless.Ops.Local", "opsjob"];

    /// <summary>Kills ours below <paramref name="folder"/> and waits until they are gone; returns what they were.</summary>
    public static Task<IReadOnlyList<string>> EndAsync(string folder, CancellationToken cancellationToken) =>
        EndAsync(folder, Find(folder), cancellationToken);

    /// <summary>The same for some of those that <see cref="Find"/> found.</summary>
    public static async Task<IReadOnlyList<string>> EndAsync(
        string folder,
        IEnumerable<(int Id, string Program)> processes,
        CancellationToken cancellationToken
    )
    {
        List<string> ended = [];
        foreach ((int id, string program) in processes)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                if (ProgramOf(id, folder) == program) // and not another, that got its id meanwhile
                {
                    process.Kill();
                    await process.WaitForExitAsync(cancellationToken);
                    ended.Add($"{program} ({id})");
                }
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
            if (
                int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && id != Environment.ProcessId
                && ProgramOf(id, folder) is { } program
            )
            {
                found.Add((id, program));
            }
        }

        return found;
    }

    // Null when it is none of ours below the folder.
    private static string? ProgramOf(int id, string folder) =>
        Read(id, "cmdline") is [var path, ..] arguments
        && Path.GetFileName(path) is var program
        && Programs.Contains(program)
        && arguments
            .Concat(Read(id, "environ").Where(variable => variable.StartsWith(Settings, StringComparison.Ordinal)))
            .Any(text => text.Contains(folder + "/", StringComparison.Ordinal))
            ? program
            : null;

    private static string[] Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // it ended meanwhile, or is another user's
        }
    }
}
