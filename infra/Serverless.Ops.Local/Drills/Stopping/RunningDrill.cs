using System.Diagnostics;
using System.Globalization;

namespace Serverless.Ops.Local.Drills.Stopping;

/// <summary>A drill whose process lives, by its <see cref="RunningMark"/>.</summary>
internal sealed record RunningDrill(string Root, int ProcessId, DateTimeOffset Since)
{
    // It ends its servers first, which a busy machine takes its time for.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(120);

    public string Id => Path.GetFileName(Root);

    /// <summary>All that run below the folder of all drills.</summary>
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

    /// <summary>Ends it as Ctrl-C does, with all that it started; by force when that takes too long.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.GetProcessById(ProcessId);
        }
        catch (ArgumentException)
        {
            return; // it ended meanwhile
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
            // To read: whoever looks at the same time does not take this lock for the drill's.
            using var file = new FileStream(Path.Combine(root, RunningMark.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return IsLocked(file) && new StreamReader(file).ReadToEnd().Split() is [var id, var since, ..]
                ? new(root, int.Parse(id, CultureInfo.InvariantCulture), DateTimeOffset.Parse(since, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null; // no drill, an ended one, or another user's, whose processes are none of ours
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
