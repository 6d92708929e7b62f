using System.Diagnostics;

namespace Serverless.Ops.TestSupport;

/// <summary>A disk of a few megabytes, mounted in a temporary folder, to be filled.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Skips the test for accounts that may not mount.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        TestNeeds.Root("A small tmpfs is mounted");
        string folder = Directory.CreateTempSubdirectory("ops-disk-").FullName;
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder))
        {
            Directory.Delete(folder);
            TestNeeds.Missing("mount -t tmpfs is not permitted here, not even to root.");
        }

        return new SmallDisk(folder);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
