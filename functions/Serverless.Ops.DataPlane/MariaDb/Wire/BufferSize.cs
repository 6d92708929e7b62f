using System.Numerics;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>How large a buffer is made that has to hold so many bytes: the next power of two, and at the end of the scale what an array can have.</summary>
internal static class BufferSize
{
    public const int Most = 0x7FFFFFC7; // Array.MaxLength

    /// <exception cref="BufferFullException">It would be more than the most.</exception>
    public static int For(long bytes, int most) =>
        bytes <= most ? (int)Math.Min((ulong)most, BitOperations.RoundUpToPowerOf2((ulong)bytes)) : throw new BufferFullException(bytes, most);
}
