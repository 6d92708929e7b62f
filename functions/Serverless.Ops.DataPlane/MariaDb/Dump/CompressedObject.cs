using Serverless.Ops.DataPlane.Storage.Contract;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>One object of a set on its way to the store: text in, one zstd frame with a checksum stored. https://www.rfc-editor.org/rfc/rfc8878</summary>
internal sealed class CompressedObject : IAsyncDisposable
{
    private readonly ObjectUpload upload;
    private readonly CompressionStream compression;

    private CompressedObject(ObjectUpload upload, int level)
    {
        this.upload = upload;
        compression = new CompressionStream(upload.Content, level, leaveOpen: true);
        compression.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
    }

    public long TextBytes { get; private set; }

    public static async Task<CompressedObject> CreateAsync(
        IObjectStore store,
        string key,
        int level,
        CancellationToken cancellationToken
    ) => new(await store.CreateAsync(key, WriteCondition.None, cancellationToken), level);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        TextBytes += text.Length;
        return compression.WriteAsync(text, cancellationToken);
    }

    /// <summary>Ends the frame and makes the object visible.</summary>
    public async Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken)
    {
        await compression.DisposeAsync();
        return await upload.CompleteAsync(cancellationToken);
    }

    /// <summary>Gives the upload up unless it was completed. The compressor is not disposed then: it would end its frame into an upload
    /// that has failed, and hide why; its memory goes with its handle.</summary>
    public ValueTask DisposeAsync() => upload.DisposeAsync();
}
