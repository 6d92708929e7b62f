using System.Diagnostics;

namespace Serverless.Ops.TestSupport;

/// <summary>A disk of a few megabytes, mounted in a temporary folder, to be filled.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

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

    /// <summary>Leaves only so much room.</summary>
    public void Fill(int leaveMegabytes)
    {
        using FileStream ballast = File.Create(Ballast);
        byte[] megabyte = new byte[1024 * 1024];
        while (new DriveInfo(Folder).AvailableFreeSpace >= (leaveMegabytes + 1L) * megabyte.Length)
        {
            ballast.Write(megabyte);
            ballast.Flush(flushToDisk: true);
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
