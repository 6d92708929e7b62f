using System.Buffers.Binary;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Cuts a byte stream into packets: three bytes of length, one byte of sequence number, then the payload. A payload of 2^24-1 bytes
/// continues in the next packet, and this reader joins both. https://mariadb.com/kb/en/0-packet/
/// Memory is about the largest recent packet: the buffer shrinks again some time after a large packet.
/// </summary>
/// <param name="mostBytes">The largest size of a packet with its headers, in bytes.</param>
internal sealed class PacketReader(Stream source, int mostBytes = BufferSize.Most)
{
    public const int LargestFragment = 0xFFFFFF;
    private const int HeaderBytes = 4;
    private const int UsualBufferBytes = 256 * 1024;
    private const int SmallFillsToShrink = 64; // large rows come in groups: do not allocate a new buffer for each row
    private byte[] buffer = new byte[UsualBufferBytes];
    private int start;
    private int end;
    private int smallFills;

    /// <summary>The sequence number that an answer to the last packet must carry.</summary>
    public byte NextSequence { get; private set; }

    /// <summary>All bytes read from the source so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next packet, when all of it has arrived. The span is valid until the next call of any method.</summary>
    public bool TryRead(out ReadOnlySpan<byte> payload)
    {
        int have = end - start;
        if (have >= HeaderBytes)
        {
            uint header = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start));
            int length = (int)(header & LargestFragment);
            if (length == LargestFragment)
            {
                return TryReadJoined(out payload);
            }

            if (have >= HeaderBytes + length)
            {
                NextSequence = (byte)((header >> 24) + 1);
                payload = buffer.AsSpan(start + HeaderBytes, length);
                start += HeaderBytes + length;
                return true;
            }
        }

        payload = default;
        return false;
    }

    /// <summary>Waits until <see cref="TryRead"/> has a whole packet. Returns at once when it already has one.</summary>
    /// <exception cref="EndOfStreamException">The source ended inside a packet. The message says how much was there.</exception>
    /// <exception cref="BufferFullException">The packet is larger than a buffer can be.</exception>
    public ValueTask FillAsync(CancellationToken cancellationToken) =>
        IsComplete(out long needed) ? ValueTask.CompletedTask : new ValueTask(FillSlowlyAsync(needed, cancellationToken));

    private async Task FillSlowlyAsync(long needed, CancellationToken cancellationToken)
    {
        do
        {
            MakeRoom(needed);
            int got = await source.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (got == 0)
            {
                throw new EndOfStreamException(
                    $"the stream ended at byte {BytesRead}: a packet needs {needed} bytes and has {end - start}"
                );
            }

            end += got;
            BytesRead += got;
        } while (!IsComplete(out needed));
    }

    // needed: the bytes, counted from start, that the packet needs as far as is known. A full fragment means that another one follows.
    private bool IsComplete(out long needed)
    {
        int have = end - start;
        needed = 0;
        while (true)
        {
            if (have < needed + HeaderBytes)
            {
                needed += HeaderBytes;
                return false;
            }

            int length = (int)(BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start + (int)needed)) & LargestFragment);
            needed += HeaderBytes + length;
            if (have < needed)
            {
                return false;
            }

            if (length < LargestFragment)
            {
                return true;
            }
        }
    }

    private void MakeRoom(long needed)
    {
        int have = end - start;
        if (have == 0)
        {
            start = end = 0;
            smallFills = needed <= UsualBufferBytes ? smallFills + 1 : 0;
            if (buffer.Length > UsualBufferBytes && smallFills > SmallFillsToShrink)
            {
                buffer = new byte[UsualBufferBytes];
            }
        }

        if (buffer.Length - start >= needed && end < buffer.Length)
        {
            return;
        }

        byte[] target = buffer.Length >= needed ? buffer : new byte[BufferSize.For(needed, mostBytes)];
        Buffer.BlockCopy(buffer, start, target, 0, have);
        (buffer, start, end) = (target, 0, have);
    }

    // Moves the fragments together in place, over the headers between them.
    private bool TryReadJoined(out ReadOnlySpan<byte> payload)
    {
        if (!IsComplete(out long needed))
        {
            payload = default;
            return false;
        }

        int total = (int)needed;
        int from = start + HeaderBytes;
        int to = from;
        int scan = start;
        while (scan < start + total)
        {
            uint header = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(scan));
            int length = (int)(header & LargestFragment);
            NextSequence = (byte)((header >> 24) + 1);
            Buffer.BlockCopy(buffer, scan + HeaderBytes, buffer, to, length);
            scan += HeaderBytes + length;
            to += length;
        }

        payload = buffer.AsSpan(from, to - from);
        start += total;
        return true;
    }
}
