using System.Diagnostics;

namespace Serverless.Ops.TestSupport;

/// <summary>A folder as a mount that takes no write, as a copy of a store on another medium is.</summary>
public sealed class ReadOnlyView : IAsyncDisposable
{
    private ReadOnlyView(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts the folder once more, read-only. Skips the test when the account is not root.</summary>
    public static async Task<ReadOnlyView> MountAsync(string source)
    {
        TestNeeds.Root("The test mounts a folder read-only");
        string folder = Directory.CreateTempSubdirectory("ops-read-only-").FullName;
        if (!await RunAsync("mount", "--bind", source, folder) || !await RunAsync("mount", "-o", "remount,ro,bind", folder))
        {
            TestNeeds.Missing("This machine does not permit mount --bind, even to root. Next: run the tests where root may mount.");
        }

        return new ReadOnlyView(folder);
    }

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
