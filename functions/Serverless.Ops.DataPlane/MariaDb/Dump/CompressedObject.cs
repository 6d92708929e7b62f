using Serverless.Ops.DataPlane.ObjectStores;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>One object of a set on its way to the store: text in, one zstd frame with a checksum stored. https://www.rfc-editor.org/rfc/rfc8878</summary>
internal sealed class CompressedObject : IAsyncDisposable
{
    private readonly ObjectUpload upload;
    private readonly HashingStream stored;
    private readonly CompressionStream compression;

    private CompressedObject(ObjectUpload upload, int level)
    {
        this.upload = upload;
        stored = new HashingStream(upload.Content);
        compression = new CompressionStream(stored, level, leaveOpen: true);
        compression.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
    }

    public long TextBytes { get; private set; }

    public long StoredBytes => stored.Bytes;

    public static async Task<CompressedObject> CreateAsync(
        IObjectStore store, string key, int level, CancellationToken cancellationToken) =>
        new(await store.CreateAsync(key, WriteCondition.None, cancellationToken), level);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        TextBytes += text.Length;
        return compression.WriteAsync(text, cancellationToken);
    }

    /// <summary>Ends the frame and makes the object visible; the result is its SHA-256.</summary>
    public async Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        await compression.DisposeAsync();
        string sha256 = stored.Finish();
        await upload.CompleteAsync(cancellationToken);
        return sha256;
    }

    public async ValueTask DisposeAsync()
    {
        stored.IsAbandoned = true;
        await compression.DisposeAsync();
        await stored.DisposeAsync();
        await upload.DisposeAsync();
    }
}
