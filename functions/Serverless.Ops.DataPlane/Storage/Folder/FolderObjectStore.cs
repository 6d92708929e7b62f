using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// The store in a folder of a local file system. The file system must support flock, so NFS does not work. <c>objects/</c> holds
/// versions, <c>staging/</c> holds uploads in progress, and <c>locks/</c> holds the locks of writers. Any number of processes may use
/// the folder at once, and each of them may be killed at any moment.
/// </summary>
public sealed class FolderObjectStore : IObjectStore
{
    /// <summary>A staging file of this age that no process has locked belongs to a dead process.</summary>
    public static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string objects;
    private readonly string staging;
    private readonly FolderTree tree;
    private readonly KeyLocks locks;
    private readonly TimeProvider time;

    // Why the store takes no write; null when it may take some. A copy of a store that is mounted read-only can be read all the same.
    private readonly Exception? readOnly;

    /// <summary>
    /// Creates the missing folders and removes the staging files of dead processes. A folder with objects that cannot be written is a store
    /// that can only be read.
    /// </summary>
    public FolderObjectStore(string root, TimeProvider? time = null)
    {
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Name = new Uri(root).AbsoluteUri;
        this.time = time ?? TimeProvider.System;
        objects = Path.Combine(root, "objects");
        staging = Path.Combine(root, "staging");
        string lockFolder = Path.Combine(root, "locks");
        tree = new FolderTree(objects);
        locks = new KeyLocks(lockFolder, Name);
        try
        {
            foreach (string? folder in new[] { objects, staging, lockFolder })
            {
                DurableFolders.Create(root, folder);
            }

            RemoveAbandoned();
        }
        catch (Exception e) when (FolderFailure.IsReadOnly(e) && Directory.Exists(objects))
        {
            readOnly = e;
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, Name, "open", root);
        }
    }

    /// <summary>The address of the store, for messages.</summary>
    public string Name { get; }

    internal DateTime Now => time.GetUtcNow().UtcDateTime;

    public Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfReadOnly("write", key);
        try
        {
            var staged = new FileStream(
                Path.Combine(staging, Guid.NewGuid().ToString("n")),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 0
            );
            return Task.FromResult<ObjectUpload>(new FolderUpload(this, key, condition, staged));
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, Name, "write", key);
        }
    }

    public Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(OpenRead(key, options));
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, Name, "read", key);
        }
    }

    public Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var newest = FolderVersion.NewestIn(tree.FolderOf(key));
            return Task.FromResult(newest is { IsDeleteMarker: false } ? newest.Describe(key) : null);
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, Name, "look for", key);
        }
    }

    public async IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string? key, List<FolderVersion>? versions) in EachKeyAsync(prefix, cancellationToken))
        {
            if (versions[0] is { IsDeleteMarker: false } newest)
            {
                yield return newest.Describe(key);
            }
        }
    }

    public async IAsyncEnumerable<ObjectVersion> ListVersionsAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach ((string? key, List<FolderVersion>? versions) in EachKeyAsync(prefix, cancellationToken))
        {
            foreach (FolderVersion version in versions)
            {
                yield return new ObjectVersion(
                    key,
                    version.Id,
                    version.Bytes,
                    version.StoredAt,
                    version == versions[0],
                    version.IsDeleteMarker
                );
            }
        }
    }

    public async Task DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        string folder = tree.FolderOf(key);
        ThrowIfReadOnly("delete", key);
        try
        {
            using IDisposable held = await locks.AcquireAsync(key, cancellationToken);
            if (version is null)
            {
                PutDeleteMarker(folder);
            }
            else
            {
                RemoveVersion(folder, version);
            }
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, Name, "delete", key);
        }
    }

    /// <summary>Checks the condition and renames a synced staging file to its final name. Both happen under the lock of the key.</summary>
    internal async Task<ObjectDescription> PublishAsync(
        string key,
        WriteCondition condition,
        string stagedPath,
        long bytes,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        string folder = tree.FolderOf(key);
        using IDisposable held = await locks.AcquireAsync(key, cancellationToken);
        var newest = FolderVersion.NewestIn(folder);
        string? current = newest is { IsDeleteMarker: false } ? newest.Id : null;
        if ((condition.Absent && current is not null) || (condition.ETag is not null && condition.ETag != current))
        {
            throw new WriteConflictException(Name, key);
        }

        var version = new FolderVersion(NextTicks(newest), bytes, sha256);
        MoveInto(folder, stagedPath, version);
        return version.Describe(key);
    }

    private void ThrowIfReadOnly(string operation, string key)
    {
        if (readOnly is not null)
        {
            throw FolderFailure.Of(readOnly, Name, operation, key);
        }
    }

    private Stream OpenRead(string key, ReadOptions options)
    {
        string folder = tree.FolderOf(key);
        while (true)
        {
            List<FolderVersion> versions = FolderVersion.AllIn(folder);
            FolderVersion? found = options.Version is null ? versions.FirstOrDefault() : versions.Find(v => v.Id == options.Version);
            if (found is null or { IsDeleteMarker: true })
            {
                throw new ObjectNotFoundException(Name, key, options.Version);
            }

            long bytes = ReadRange.Resolve(Name, key, options, found.Bytes);
            try
            {
                return Open(key, found, Path.Combine(folder, found.FileName), options.Offset, bytes);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Another process removed the version between the two calls. The next round finds another version or throws.
            }
        }
    }

    private FolderReadStream Open(string key, FolderVersion version, string path, long offset, long bytes)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length != version.Bytes)
        {
            long length = file.Length;
            file.Dispose();
            throw new StoreDamagedException(Name, key, version.Id, $"it has {length} bytes, but it was stored with {version.Bytes}");
        }

        file.Position = offset;
        return new FolderReadStream(file, Name, key, version, offset, bytes);
    }

    private async IAsyncEnumerable<(string Key, List<FolderVersion> Versions)> EachKeyAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ObjectKey.CheckPrefix(prefix);
        await Task.CompletedTask; // Folders are listed synchronously, but the contract is asynchronous.
        using IEnumerator<FolderKey> keys = tree.Keys(prefix).GetEnumerator();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<FolderVersion> versions;
            try
            {
                if (!keys.MoveNext())
                {
                    yield break;
                }

                versions = FolderVersion.AllIn(keys.Current.Folder);
            }
            catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
            {
                throw FolderFailure.Of(e, Name, "list", prefix);
            }

            if (versions.Count > 0)
            {
                yield return (keys.Current.Key, versions);
            }
        }
    }

    private void PutDeleteMarker(string folder)
    {
        var newest = FolderVersion.NewestIn(folder);
        if (newest is null or { IsDeleteMarker: true })
        {
            return;
        }

        var marker = new FolderVersion(NextTicks(newest), 0, null);
        using (File.Create(Path.Combine(folder, marker.FileName))) { }

        DurableFolders.Sync(folder);
    }

    private void RemoveVersion(string folder, string version)
    {
        FolderVersion? found = FolderVersion.AllIn(folder).Find(v => v.Id == version);
        if (found is null)
        {
            return;
        }

        File.Delete(Path.Combine(folder, found.FileName));
        DurableFolders.Sync(folder);
        DurableFolders.RemoveEmpty(objects, folder);
    }

    private void MoveInto(string folder, string stagedPath, FolderVersion version)
    {
        while (true)
        {
            try
            {
                DurableFolders.Create(objects, folder);
                File.Move(stagedPath, Path.Combine(folder, version.FileName), overwrite: true);
                DurableFolders.Sync(folder);
                return;
            }
            catch (DirectoryNotFoundException) when (File.Exists(stagedPath))
            {
                // A deletion of another key removed an empty folder of this path. The next round creates the folder again.
            }
        }
    }

    private long NextTicks(FolderVersion? newest) => Math.Max(time.GetUtcNow().UtcTicks, (newest?.Ticks ?? 0) + 1);

    private void RemoveAbandoned()
    {
        foreach (string path in Directory.EnumerateFiles(staging))
        {
            if (Now - File.GetLastWriteTimeUtc(path) <= AbandonedAfter)
            {
                continue;
            }

            try
            {
                using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(path);
            }
            catch (IOException)
            {
                // The writer is alive and holds the lock, or another process has just removed the file.
            }
        }
    }
}
