using System.Diagnostics;

namespace Serverless.Ops.TestSupport;

/// <summary>A disk of a few megabytes that a test can fill: a tmpfs in a temporary folder.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Mounts the disk. Skips the test when the account is not root.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        TestNeeds.Root("The test mounts a small tmpfs");
        string folder = Directory.CreateTempSubdirectory("ops-disk-").FullName;
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder))
        {
            Directory.Delete(folder);
            TestNeeds.Missing("This machine does not permit mount -t tmpfs, even to root. Next: run the tests where root may mount.");
        }

        return new SmallDisk(folder);
    }

    /// <summary>Fills the disk until less than <paramref name="leaveMegabytes"/> + 1 megabytes are free.</summary>
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

    /// <summary>Frees the space that <see cref="Fill"/> used.</summary>
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
