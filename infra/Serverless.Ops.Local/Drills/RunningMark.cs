using System.Globalization;

namespace Serverless.Ops.Local.Drills;

/// <summary>
/// Marks a drill as running: the drill's process holds a lock on the file <c>running</c> in the drill's folder. The kernel releases
/// the lock when the process ends in any way. So a killed drill never looks like a running one, even when its process id is reused.
/// </summary>
internal sealed class RunningMark : IDisposable
{
    public const string FileName = "running";
    private readonly FileStream file;
    private readonly string path;

    private RunningMark(FileStream file, string path) => (this.file, this.path) = (file, path);

    /// <summary>Sets the mark. Call this before the drill starts any process.</summary>
    public static RunningMark Set(DrillFolder folder, DateTimeOffset since)
    {
        string path = Path.Combine(folder.Root, FileName);
        string draft = path + ".new";
        var file = new FileStream(draft, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Lock(0, 1);
        file.Write(
            System.Text.Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n")
            )
        );
        file.Flush();
        File.Move(draft, path); // Others see the file only when it is locked and complete.
        return new(file, path);
    }

    public void Dispose()
    {
        File.Delete(path);
        file.Dispose();
    }
}
