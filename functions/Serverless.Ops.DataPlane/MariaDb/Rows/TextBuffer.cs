using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>A buffer for output. It grows for a large row and shrinks again some time after.</summary>
/// <param name="mostBytes">The largest size of the buffer, in bytes.</param>
internal sealed class TextBuffer(int mostBytes)
{
    private const int UsualBytes = 1 << 20;

    // Large rows come in groups, with small ends of chunks between them. The buffer must not be allocated anew for each.
    private const int SmallClearsToShrink = 64;
    private byte[] bytes = new byte[UsualBytes];
    private int smallClears;

    public TextBuffer()
        : this(BufferSize.Most) { }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> From(int start) => bytes.AsSpan(start, Length - start);

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Advance(text.Length);
    }

    /// <summary>Gives at least this many free bytes. Report with <see cref="Advance"/> how many were used.</summary>
    /// <exception cref="BufferFullException"/>
    public Span<byte> Reserve(long count)
    {
        if (bytes.Length - Length < count)
        {
            Array.Resize(ref bytes, BufferSize.For(Length + count, mostBytes));
        }

        return bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    /// <summary>Drops the bytes after this length.</summary>
    public void CutTo(int length) => Length = length;

    public void Clear()
    {
        smallClears = Length < UsualBytes ? smallClears + 1 : 0;
        if (bytes.Length > UsualBytes * 4 && smallClears > SmallClearsToShrink)
        {
            bytes = new byte[UsualBytes];
        }

        Length = 0;
    }
}
