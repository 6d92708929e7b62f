using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Reads a range of the file of one version. A read of the whole file is hashed, and the hash is compared before the last bytes
/// are handed out.</summary>
internal sealed class FolderReadStream(FileStream file, string store, string key, FolderVersion version, long offset, long bytes)
    : ReadOnlyStream
{
    private readonly IncrementalHash? hash = bytes == version.Bytes ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

    private long read;
    private bool isVerified;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = (int)Math.Min(buffer.Length, bytes - read);
        int got = 0;
        if (wanted > 0)
        {
            try
            {
                got = await file.ReadAsync(buffer[..wanted], cancellationToken);
            }
            catch (Exception e) when (FolderFailure.IsOfFileSystem(e))
            {
                throw FolderFailure.Of(e, store, "read", key);
            }

            if (got == 0)
            {
                throw new ShortReadException(store, key, offset, bytes, read);
            }

            hash?.AppendData(buffer.Span[..got]);
            read += got;
        }

        if (read == bytes)
        {
            Verify();
        }

        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Verify()
    {
        if (hash is null || isVerified)
        {
            return;
        }

        string found = Convert.ToHexStringLower(hash.GetCurrentHash());
        if (found != version.Sha256)
        {
            throw new StoreDamagedException(store, key, version.Id, $"its sha256 is {found}, but it was stored with {version.Sha256}");
        }

        isVerified = true;
    }
}
