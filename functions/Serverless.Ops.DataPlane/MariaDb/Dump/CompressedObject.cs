using Serverless.Ops.DataPlane.Storage.Contract;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Compresses text into one object of a set: one zstd frame with a checksum. https://www.rfc-editor.org/rfc/rfc8878
/// </summary>
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

    /// <summary>
    /// Abandons the upload unless it was completed. The compressor is then not disposed: it would write the end of its frame into a failed
    /// upload, and that second error would hide the first. The compressor's handle frees its memory.
    /// </summary>
    public ValueTask DisposeAsync() => upload.DisposeAsync();
}
