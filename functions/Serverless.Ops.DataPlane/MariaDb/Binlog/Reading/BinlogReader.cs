using System.Buffers.Binary;
using System.Numerics;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>
/// Cuts a stream of one binary log file's bytes into events and checks each one's checksum and position. Memory is the largest event
/// of the moment. A stream that ends between two events has ended; one that ends within an event is an error.
/// </summary>
/// <param name="source">The bytes of the file from <paramref name="position"/> on.</param>
/// <param name="name">What errors call it: the object's key or the path.</param>
/// <param name="position">Position in the binary log file of the stream's first byte; 0 has the magic number.</param>
/// <param name="format">The file's format; null when the stream begins with it.</param>
internal sealed class BinlogReader(Stream source, string name, long position, FormatDescription? format)
{
    public const int MagicBytes = 4;
    private const int UsualBufferBytes = 256 * 1024;
    private byte[] buffer = new byte[UsualBufferBytes];
    private int start;
    private int end;

    /// <summary>Position in the file of the next event.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The file's format; known once its first event was read.</summary>
    public FormatDescription? Format { get; private set; } = format;

    /// <summary>The event that was read last; a view into the buffer.</summary>
    public BinlogEvent Current { get; private set; }

    /// <summary>Reads the next event; false when the stream has ended cleanly.</summary>
    /// <exception cref="BinlogTruncatedException"/>
    /// <exception cref="BinlogCorruptException"/>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (Position == 0)
        {
            await ReadMagicAsync(cancellationToken);
        }

        if (end - start < BinlogEvent.HeaderBytes && !await FillAsync(BinlogEvent.HeaderBytes, cancellationToken))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start + BinlogEvent.LengthOffset));
        if (length < BinlogEvent.HeaderBytes)
        {
            throw new BinlogCorruptException(name, Position, $"an event says that it is {(uint)length} bytes long");
        }

        if (end - start < length)
        {
            await FillAsync(length, cancellationToken);
        }

        Current = Take(buffer.AsMemory(start, length));
        start += length;
        Position += length;
        return true;
    }

    private BinlogEvent Take(ReadOnlyMemory<byte> raw)
    {
        if (raw.Span[4] == (byte)EventType.FormatDescription)
        {
            Format = FormatDescription.Read(raw, name, Position);
        }

        if (Format is null)
        {
            throw new BinlogCorruptException(name, Position, "its first event is not a Format_description");
        }

        var read = new BinlogEvent(raw, Position, Format.HasChecksums);
        if (Format.HasChecksums && !EventChecksum.Matches(raw.Span))
        {
            throw new BinlogCorruptException(name, Position, $"the checksum of its {read.Type} event does not match");
        }

        return read.NextPosition == (uint)read.End
            ? read
            : throw new BinlogCorruptException(
                name,
                Position,
                $"its {read.Type} event says that it ends at {read.NextPosition}, not at {read.End}"
            );
    }

    private async ValueTask ReadMagicAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(MagicBytes, cancellationToken))
        {
            throw new BinlogTruncatedException(name, 0, MagicBytes, 0);
        }

        if (!buffer.AsSpan(start, MagicBytes).SequenceEqual(BinlogMagic.Bytes))
        {
            throw new BinlogCorruptException(name, 0, "it does not begin as a binary log does");
        }

        start += MagicBytes;
        Position = MagicBytes;
    }

    // False when nothing at all is left; an error when something is, but less than needed.
    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        int have = end - start;
        byte[] target =
            needed > buffer.Length
                ? new byte[
                    BitOperations.RoundUpToPowerOf2((uint)needed) <= 1u << 30 ? BitOperations.RoundUpToPowerOf2((uint)needed) : (uint)needed
                ]
            : buffer.Length > UsualBufferBytes && needed <= UsualBufferBytes && have <= UsualBufferBytes ? new byte[UsualBufferBytes]
            : buffer;
        Buffer.BlockCopy(buffer, start, target, 0, have);
        (buffer, start, end) = (target, 0, have);
        while (end < needed)
        {
            int got = await source.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (got == 0)
            {
                return end == 0 ? false : throw new BinlogTruncatedException(name, Position, needed, end);
            }

            end += got;
        }

        return true;
    }
}

/// <summary>The four bytes that a binary log file begins with. https://mariadb.com/kb/en/binlog-file-structure/</summary>
internal static class BinlogMagic
{
    public static ReadOnlySpan<byte> Bytes => [0xFE, (byte)'b', (byte)'i', (byte)'n'];
}

/// <summary>A binary log that ends in the middle of something.</summary>
public sealed class BinlogTruncatedException(string source, long offset, long needed, long got)
    : PermanentException(
        $"{source} ends in the middle of an event: at byte {offset} {needed} bytes are needed and {got} are there.",
        "if it is a stored segment, its set is bad: restore to a second before it, and take a full backup now."
    );
