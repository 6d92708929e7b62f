using System.Numerics;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>Sizes a buffer for a number of bytes: the next power of two, and at most the size of one array.</summary>
internal static class BufferSize
{
    public const int Most = 0x7FFFFFC7; // Array.MaxLength

    /// <exception cref="BufferFullException">More bytes are needed than <paramref name="most"/>.</exception>
    public static int For(long bytes, int most) =>
        bytes <= most
            ? (int)Math.Min((ulong)most, BitOperations.RoundUpToPowerOf2((ulong)bytes))
            : throw new BufferFullException(bytes, most);
}

/// <summary>
/// More bytes must be in memory at once than a buffer can hold.
/// A caller that knows the row throws <see cref="RowTooLargeException"/> instead.
/// </summary>
internal sealed class BufferFullException(long bytes, int most)
    : Exception($"{bytes} bytes are needed at once, and a buffer holds at most {most}")
{
    public long Bytes { get; } = bytes;

    public int Most { get; } = most;
}

/// <summary>One row (as text with its escapes) or one packet is larger than one buffer can be.</summary>
public sealed class RowTooLargeException(string activity, long bytes, int most, Exception cause)
    : PermanentException(
        $"While {activity}, one row needed up to {bytes} bytes as text. A buffer holds at most {most} bytes.",
        "find the table's rows with values of about 1 GB, and make these values smaller or store them as files.",
        cause
    );
