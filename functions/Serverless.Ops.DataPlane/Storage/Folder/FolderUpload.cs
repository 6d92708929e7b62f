using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Bytes go to a file in the staging folder; completing syncs it and moves it to its name under the key's lock.</summary>
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

            // Closed before it gets its name: .NET locks what it writes, and a reader would run into that lock. Young again,
            // so that nobody takes it for abandoned in the moment without a lock.
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
            return;
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
