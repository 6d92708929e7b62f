using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Streams;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Writes and hashes at once. Disposing does nothing; <see cref="Close"/> is the upload's.</summary>
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
