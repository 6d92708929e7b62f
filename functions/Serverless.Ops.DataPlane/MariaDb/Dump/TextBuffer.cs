using System.Numerics;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>Bytes on their way out. Grows for a large row and shrinks again after a small one.</summary>
internal sealed class TextBuffer
{
    private const int UsualBytes = 1 << 20;
    private byte[] bytes = new byte[UsualBytes];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> From(int start) => bytes.AsSpan(start, Length - start);

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Advance(text.Length);
    }

    /// <summary>At least this many free bytes; say with <see cref="Advance"/> how many were used.</summary>
    public Span<byte> Reserve(int count)
    {
        if (bytes.Length - Length < count)
        {
            Array.Resize(ref bytes, (int)BitOperations.RoundUpToPowerOf2((uint)(Length + count)));
        }

        return bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Clear()
    {
        if (bytes.Length > UsualBytes * 4 && Length < UsualBytes)
        {
            bytes = new byte[UsualBytes];
        }

        Length = 0;
    }
}
