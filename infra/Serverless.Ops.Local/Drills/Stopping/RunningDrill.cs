using System.Diagnostics;
using System.Globalization;

namespace Serverless.Ops.Local.Drills.Stopping;

/// <summary>A drill whose process still runs, as its <see cref="RunningMark"/> shows.</summary>
internal sealed record RunningDrill(string Root, int ProcessId, DateTimeOffset Since)
{
    // The drill ends its servers first, which is slow on a busy machine.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(120);

    public string Id => Path.GetFileName(Root);

    /// <summary>All running drills in the folder of all drills.</summary>
    public static IReadOnlyList<RunningDrill> In(string drills) =>
        Directory.Exists(drills)
            ?
            [
                .. Directory
                    .EnumerateDirectories(drills)
                    .Select(Find)
                    .OfType<RunningDrill>()
                    .OrderBy(drill => drill.Id, StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Ends the drill and everything that it started, as Ctrl-C does. After 120 seconds, kills the drill.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.GetProcessById(ProcessId);
        }
        catch (ArgumentException)
        {
            return; // The drill has already ended.
        }

        using (process)
        {
            using var term = Process.Start("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]);
            await term.WaitForExitAsync(cancellationToken);
            try
            {
                await process.WaitForExitAsync(cancellationToken).WaitAsync(EndLimit, cancellationToken);
            }
            catch (TimeoutException)
            {
                process.Kill();
                await process.WaitForExitAsync(cancellationToken);
            }
        }
    }

    private static RunningDrill? Find(string root)
    {
        try
        {
            // Open for reading, so this lock is a shared one. Another ./ops stop at the same time does not mistake it for the drill's lock.
            using var file = new FileStream(Path.Combine(root, RunningMark.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return IsLocked(file) && new StreamReader(file).ReadToEnd().Split() is [var id, var since, ..]
                ? new(root, int.Parse(id, CultureInfo.InvariantCulture), DateTimeOffset.Parse(since, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null; // The folder is no drill, the drill has ended, or it belongs to another user.
        }
    }

    private static bool IsLocked(FileStream file)
    {
        try
        {
            file.Lock(0, 1);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
