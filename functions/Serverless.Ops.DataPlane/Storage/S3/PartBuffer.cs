using System.Buffers;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Holds the bytes of one part until S3 has acknowledged them, because a retry needs them again. The buffer starts small, since
/// most objects are small.</summary>
internal sealed class PartBuffer(int capacity)
{
    private byte[] bytes = StoreBuffers.Pool.Rent(Math.Min(capacity, 64 * 1024));

    public int Length { get; private set; }

    public bool IsFull => Length == capacity;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Copies as many bytes as fit and returns their number.</summary>
    public int Append(ReadOnlySpan<byte> more)
    {
        int taken = Math.Min(more.Length, capacity - Length);
        EnsureRoom(Length + taken);
        more[..taken].CopyTo(bytes.AsSpan(Length));
        Length += taken;
        return taken;
    }

    public MemoryStream OpenRead() => new(bytes, 0, Length, writable: false);

    /// <summary>Call this only after S3 acknowledged the part. After a cancelled request the SDK may still read from the buffer.</summary>
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

/// <summary>Holds the bytes of one fetched range.</summary>
internal sealed class RangeBuffer(int length)
{
    private readonly byte[] array = StoreBuffers.Pool.Rent(length);

    public int Length => length;

    public Memory<byte> Bytes => array.AsMemory(0, length);

    public void Return() => StoreBuffers.Pool.Return(array);
}

/// <summary>
/// The pool of arrays for parts and ranges. The shared pool of .NET keeps an array of each size for every thread that ever returned one,
/// and a busy machine has many threads. This pool keeps no more arrays than were in use at the same time.
/// </summary>
internal static class StoreBuffers
{
    // Objects beyond tens of gigabytes have larger parts. The garbage collector frees the arrays of those.
    private const int LargestKept = 64 << 20;
    private const int MostKeptOfASize = 32;

    public static ArrayPool<byte> Pool { get; } = ArrayPool<byte>.Create(LargestKept, MostKeptOfASize);
}
