using System.Security.Cryptography;
using System.Text;
using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// Lets one writer at a time work on a key, also between processes. A lock is flock(2) on one of 256 files that are never removed;
/// .NET takes it for <see cref="FileShare.None"/> on Unix. The kernel releases the lock when the process dies. A writer holds the lock
/// only while it looks at the newest version and renames, never while it writes bytes.
/// </summary>
internal sealed class KeyLocks(string folder, string store)
{
    private const int WouldBlock = 11;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, SHA256.HashData(Encoding.UTF8.GetBytes(key))[0].ToString("x2"));
        long since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == WouldBlock)
            {
                if (TimeProvider.System.GetElapsedTime(since) > Patience)
                {
                    throw new StoreUnavailableException(
                        store,
                        $"another process has held the lock {path} for more than {Patience.TotalSeconds} s.",
                        e
                    );
                }

                await Task.Delay(Random.Shared.Next(1, 8), cancellationToken);
            }
        }
    }
}
