using System.IO.Hashing;
using Serverless.Ops.DataPlane.Streams;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Fetches ranges ahead in parallel and hands them out in order. If S3 has a checksum of the whole object, a read of the whole
/// object is compared with it before the last bytes are handed out.</summary>
internal sealed class S3ReadStream(S3RangeReader ranges, S3StoreOptions options, long offset, long bytes, string? wholeCrc32)
    : ReadOnlyStream
{
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<Task<RangeBuffer>> ahead = new();
    private readonly Crc32 crc32 = new();
    private RangeBuffer? current;
    private int taken;
    private long planned;
    private long read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (read == bytes)
        {
            Verify();
            return 0;
        }

        if (buffer.Length == 0)
        {
            return 0;
        }

        if (current is null)
        {
            FetchAhead();

            // The range leaves the queue only after it has arrived, because a cancelled read must not lose it.
            current = await ahead.Peek().WaitAsync(cancellationToken);
            _ = ahead.Dequeue();
            taken = 0;
            FetchAhead();
        }

        int got = Math.Min(buffer.Length, current.Length - taken);
        current.Bytes.Slice(taken, got).CopyTo(buffer);
        crc32.Append(buffer.Span[..got]);
        taken += got;
        read += got;
        if (taken == current.Length)
        {
            current.Return();
            current = null;
        }

        if (read == bytes)
        {
            Verify();
        }

        return got;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!stop.IsCancellationRequested)
        {
            await stop.CancelAsync();
            await Task.WhenAll(ahead)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stop.Cancel();
        }

        base.Dispose(disposing);
    }

    private void FetchAhead()
    {
        while (planned < bytes && ahead.Count + (current is null ? 0 : 1) < options.ParallelRanges)
        {
            int length = (int)Math.Min(options.RangeBytes, bytes - planned);
            ahead.Enqueue(ranges.FetchAsync(offset + planned, length, stop.Token));
            planned += length;
        }
    }

    private void Verify()
    {
        if (wholeCrc32 is not null && S3Checksum.Of(crc32) is var found && found != wholeCrc32)
        {
            throw ranges.Damaged($"its CRC-32 is {found}, but it was stored with {wholeCrc32}");
        }
    }
}
