using System.Diagnostics;
using System.Globalization;

namespace Serverless.Ops.Local.Drills.Stopping;

/// <summary>
/// Finds this suite's processes by a folder on their command line or in their <c>OPS_</c> settings. No list of processes is kept, so
/// none can be lost. Processes of other people do not match, such as a server started by hand from a shell that was in the folder.
/// </summary>
internal static class LeftoverProcesses
{
    private const string Settings = "OPS_";
    private static readonly string[] Programs = ["mariadbd", "Serverless.Ops.Local", "opsjob"];

    /// <summary>Kills the suite's processes below <paramref name="folder"/>, waits for their end, and returns their names.</summary>
    public static Task<IReadOnlyList<string>> EndAsync(string folder, CancellationToken cancellationToken) =>
        EndAsync(folder, Find(folder), cancellationToken);

    /// <summary>Does the same for the given processes, which <see cref="Find"/> found.</summary>
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
                if (ProgramOf(id, folder) == program) // Another process may have got this id in the meantime.
                {
                    process.Kill();
                    await process.WaitForExitAsync(cancellationToken);
                    ended.Add($"{program} ({id})");
                }
            }
            catch (ArgumentException)
            {
                // The process has already ended.
            }
        }

        return ended;
    }

    /// <summary>The suite's running processes below <paramref name="folder"/>, without this process.</summary>
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

    // Null when the process is not one of the suite below the folder.
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
            return []; // The process has already ended, or belongs to another user.
        }
    }
}
