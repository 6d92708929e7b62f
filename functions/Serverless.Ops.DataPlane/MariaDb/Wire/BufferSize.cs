using System.Numerics;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>How large a buffer is made that has to hold so many bytes: the next power of two, and at the end of the scale what an array can have.</summary>
internal static class BufferSize
{
    public const int Most = 0x7FFFFFC7; // Array.MaxLength

    /// <exception cref="BufferFullException">It would be more than the most.</exception>
    public static int For(long bytes, int most) =>
        bytes <= most
            ? (int)Math.Min((ulong)most, BitOperations.RoundUpToPowerOf2((ulong)bytes))
            : throw new BufferFullException(bytes, most);
}

/// <summary>What has to be in memory at once is more than a buffer can hold. Who knows of what it is a part says so: <see cref="RowTooLargeException"/>.</summary>
internal sealed class BufferFullException(long bytes, int most) : Exception($"{bytes} bytes are needed at once, and a buffer holds {most}")
{
    public long Bytes { get; } = bytes;

    public int Most { get; } = most;
}

/// <summary>One row, as text with its escapes, or one packet is more than can be held at once.</summary>
public sealed class RowTooLargeException(string activity, long bytes, int most, Exception cause)
    : PermanentException(
        $"While {activity}: one row needs up to {bytes} bytes as text, and {most} can be held at once.",
        "find the table's rows with values of about 1 GB, and make them smaller or store them as files.",
        cause
    );
