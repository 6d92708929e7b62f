using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;
using Serverless.Ops.Domain.Sets.Database;
using ZstdSharp;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// A chunk's text in the form that LOAD DATA reads, straight from the store; or its statements, if they must be run. The end is reported
/// only after the number and the SHA-256 of the stored bytes matched the manifest. If they differ, an exception breaks the load, and the
/// server rolls the load back.
/// </summary>
internal sealed class VerifiedChunk : IAsyncDisposable
{
    private readonly string key;
    private readonly ChunkEntry chunk;
    private readonly DigestingStream stored;
    private readonly DecompressionStream text;
    private readonly InsertTextRewriter? rewriter;
    private readonly byte[] buffer = new byte[1 + (256 * 1024)];
    private ReadOnlyMemory<byte> ready;

    private VerifiedChunk(string key, ChunkEntry chunk, Stream content)
    {
        (this.key, this.chunk) = (key, chunk);
        rewriter = chunk.AsStatements == true ? null : new InsertTextRewriter();
        stored = new DigestingStream(content);
        text = new DecompressionStream(stored, leaveOpen: true);
    }

    public static async Task<VerifiedChunk> OpenAsync(
        IObjectStore store,
        string key,
        ChunkEntry chunk,
        CancellationToken cancellationToken
    ) => new(key, chunk, await store.OpenReadAsync(key, ReadOptions.Whole, cancellationToken));

    /// <summary>Reads the next bytes for LOAD DATA LOCAL, or of the statements as they are; 0 is the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> memory, CancellationToken cancellationToken)
    {
        while (ready.IsEmpty)
        {
            int count = await DecompressAsync(cancellationToken);
            if (count == 0)
            {
                await CheckAsync(cancellationToken);
                return 0;
            }

            (int start, int length) = rewriter?.Rewrite(buffer, count) ?? (1, count);
            ready = buffer.AsMemory(start, length);
        }

        int taken = Math.Min(ready.Length, memory.Length);
        ready[..taken].CopyTo(memory);
        ready = ready[taken..];
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await text.DisposeAsync();
        await stored.DisposeAsync();
    }

    private async ValueTask<int> DecompressAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await text.ReadAsync(buffer.AsMemory(1), cancellationToken);
        }
        catch (Exception failure) when (failure is ZstdException or EndOfStreamException)
        {
            throw new ChunkDamagedException(key, $"it cannot be decompressed after byte {stored.Bytes}, {failure.Message}", failure);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await stored.CopyToAsync(Stream.Null, cancellationToken);
        string sha256 = stored.Finish();
        if (stored.Bytes != chunk.StoredBytes || sha256 != chunk.Sha256)
        {
            throw new ChunkDamagedException(
                key,
                $"it has {stored.Bytes} bytes with SHA-256 {sha256} instead of {chunk.StoredBytes} bytes with {chunk.Sha256}"
            );
        }
    }
}

/// <summary>A chunk in the store does not match its set's manifest.</summary>
public sealed class ChunkDamagedException(string key, string how, Exception? cause = null)
    : DamagedObjectException(
        key,
        $"The stored chunk '{key}' is damaged: {how}.",
        $"{UseAnotherSet}. Keep this set, so that somebody can examine the damage.",
        cause
    );
