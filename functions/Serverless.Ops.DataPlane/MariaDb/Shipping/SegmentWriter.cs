using System.Buffers;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// Writes one segment to the store and indexes its commits. One buffer is filled while the other is digested and stored, so that the
/// source is read at the same time.
/// </summary>
internal sealed class SegmentWriter : IAsyncDisposable
{
    private const int BufferBytes = 1024 * 1024;
    private readonly ObjectUpload upload;
    private byte[] filling = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private byte[] spare = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int filled;
    private Task storing = Task.CompletedTask;

    private SegmentWriter(ObjectUpload upload, string name, string file, long from) =>
        (this.upload, Name, File, From, To) = (upload, name, file, from, from);

    public string Name { get; }

    public string File { get; }

    public long From { get; }

    public long To { get; private set; }

    /// <summary>The commits that begin in the segment.</summary>
    public SecondIndexBuilder Index { get; } = new();

    /// <summary>The sequence numbers of the segment's transactions.</summary>
    public SequenceRangeBuilder Sequences { get; } = new();

    /// <summary>What was noticed in the segment's transactions.</summary>
    public LogFindings Findings { get; } = new();

    public string Sha256 { get; private set; } = "";

    public static async Task<SegmentWriter> OpenAsync(
        IObjectStore store,
        string setPrefix,
        string file,
        long from,
        CancellationToken cancellationToken
    )
    {
        string name = $"{file}.{from:D12}";
        return new SegmentWriter(await store.CreateAsync(setPrefix + name, WriteCondition.IfAbsent, cancellationToken), name, file, from);
    }

    /// <summary>Takes the bytes. The caller may reuse their memory at once.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        To += bytes.Length;
        if (filled + bytes.Length > BufferBytes)
        {
            return new ValueTask(WriteSlowlyAsync(bytes, cancellationToken));
        }

        Append(bytes);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes the segment durable and visible.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await StoreFilledAsync(cancellationToken);
        await storing;
        Sha256 = (await upload.CompleteAsync(cancellationToken)).Sha256!;
    }

    public async ValueTask DisposeAsync()
    {
        // A failed write was reported already, or the run failed for another reason.
        await storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await upload.DisposeAsync();
        ArrayPool<byte>.Shared.Return(filling);
        ArrayPool<byte>.Shared.Return(spare);
        (filling, spare) = ([], []);
    }

    private void Append(ReadOnlyMemory<byte> bytes)
    {
        bytes.Span.CopyTo(filling.AsSpan(filled));
        filled += bytes.Length;
    }

    private async Task WriteSlowlyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await StoreFilledAsync(cancellationToken);
        if (bytes.Length <= BufferBytes)
        {
            Append(bytes);
            return;
        }

        await storing;
        await upload.Content.WriteAsync(bytes, cancellationToken);
    }

    private async Task StoreFilledAsync(CancellationToken cancellationToken)
    {
        // The write before has to finish first. Then its buffer is free.
        await storing;
        (filling, spare) = (spare, filling);
        Memory<byte> full = spare.AsMemory(0, filled);
        filled = 0;
        storing = Task.Run(() => upload.Content.WriteAsync(full, cancellationToken).AsTask(), cancellationToken);
    }
}
