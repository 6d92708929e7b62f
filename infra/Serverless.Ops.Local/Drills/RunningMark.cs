using System.Globalization;

namespace Serverless.Ops.Local.Drills;

/// <summary>
/// Says for as long as a drill runs that it does: the file <c>running</c> in its folder, locked by the drill's process. The system takes
/// the lock away however the process ends, so a killed drill is never taken for a running one, nor a process that got its id later.
/// </summary>
internal sealed class RunningMark : IDisposable
{
    public const string FileName = "running";
    private readonly FileStream file;
    private readonly string path;

    private RunningMark(FileStream file, string path) => (this.file, this.path) = (file, path);

    /// <summary>Call before anything of the drill is started.</summary>
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
        File.Move(draft, path); // it is locked and complete when others see it
        return new(file, path);
    }

    public void Dispose()
    {
        File.Delete(path);
        file.Dispose();
    }
}
