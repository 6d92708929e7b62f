using System.Security.Cryptography;
using System.Text;
using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// One writer at a time for a key, between processes. A lock is flock(2) on one of 256 files that are never removed, which
/// is what <see cref="FileShare.None"/> means on Unix; the kernel lets go of it when its process dies. Held only to look
/// at the newest version and rename, never while bytes are written.
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
                        $"another process has held the lock {path} for {Patience.TotalSeconds} s.",
                        e
                    );
                }

                await Task.Delay(Random.Shared.Next(1, 8), cancellationToken);
            }
        }
    }
}
