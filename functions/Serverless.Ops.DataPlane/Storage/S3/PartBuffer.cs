using System.Buffers;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>The bytes of one part, kept until S3 has acknowledged them, since a try may have to be repeated. Grows from
/// small: most objects are.</summary>
internal sealed class PartBuffer(int capacity)
{
    private byte[] bytes = StoreBuffers.Pool.Rent(Math.Min(capacity, 64 * 1024));

    public int Length { get; private set; }

    public bool IsFull => Length == capacity;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Takes what fits and says how much that was.</summary>
    public int Append(ReadOnlySpan<byte> more)
    {
        int taken = Math.Min(more.Length, capacity - Length);
        EnsureRoom(Length + taken);
        more[..taken].CopyTo(bytes.AsSpan(Length));
        Length += taken;
        return taken;
    }

    public MemoryStream OpenRead() => new(bytes, 0, Length, writable: false);

    /// <summary>Only when no request can still be reading from it: after an acknowledged part, not after a cancelled one.</summary>
    public void Return()
    {
        StoreBuffers.Pool.Return(bytes);
        bytes = [];
    }

    private void EnsureRoom(int needed)
    {
        if (needed <= bytes.Length)
        {
            return;
        }

        byte[] larger = StoreBuffers.Pool.Rent((int)Math.Min(capacity, Math.Max(needed, 2L * bytes.Length)));
        Written.CopyTo(larger);
        StoreBuffers.Pool.Return(bytes);
        bytes = larger;
    }
}

/// <summary>One fetched range.</summary>
internal sealed class RangeBuffer(int length)
{
    private readonly byte[] array = StoreBuffers.Pool.Rent(length);

    public int Length => length;

    public Memory<byte> Bytes => array.AsMemory(0, length);

    public void Return() => StoreBuffers.Pool.Return(array);
}

/// <summary>
/// Where parts and ranges are held. Not the shared pool: that keeps an array of each size for every thread that ever gave one back, and a busy
/// machine has many threads. This one keeps as many as were in use at once.
/// </summary>
internal static class StoreBuffers
{
    // Larger ones, of objects beyond tens of gigabytes, are left to the collector.
    private const int LargestKept = 64 << 20;
    private const int MostKeptOfASize = 32;

    public static ArrayPool<byte> Pool { get; } = ArrayPool<byte>.Create(LargestKept, MostKeptOfASize);
}
