using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Writes to a staging file. Completing syncs this file and renames it under the lock of the key.</summary>
internal sealed class FolderUpload(FolderObjectStore store, string key, WriteCondition condition, FileStream staged) : ObjectUpload
{
    private readonly FolderWriteStream content = new(staged, store.Name, key);
    private bool isClosed;

    public override Stream Content => content;

    public override async Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        isClosed = true;
        try
        {
            staged.Flush(flushToDisk: true);

            // .NET holds a lock on a file that is open for writing, and a reader would fail on that lock. So the file is closed before
            // the rename. The new write time keeps other processes from taking the unlocked file for an abandoned one.
            File.SetLastWriteTimeUtc(staged.SafeFileHandle, store.Now);
            await staged.DisposeAsync();
            return await store.PublishAsync(key, condition, staged.Name, content.Bytes, content.Sha256(), cancellationToken);
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, store.Name, "write", key);
        }
        finally
        {
            await CloseAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        content.Close();
        await staged.DisposeAsync();
        File.Delete(staged.Name);
    }
}

/// <summary>Writes and hashes the bytes. Disposing does nothing, and only the upload calls <see cref="Close"/>.</summary>
internal sealed class FolderWriteStream(FileStream staged, string store, string key) : WriteOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool isClosed;

    public long Bytes { get; private set; }

    public string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        try
        {
            await staged.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
        {
            throw FolderFailure.Of(e, store, "write", key);
        }

        hash.AppendData(buffer.Span);
        Bytes += buffer.Length;
    }

    public new void Close()
    {
        isClosed = true;
        hash.Dispose();
    }
}
