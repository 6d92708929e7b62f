using System.Buffers.Binary;
using System.Numerics;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>
/// Cuts the bytes of one binary log file into events, and checks the checksum and position of each. Memory use is the largest recent
/// event. A stream may end between two events. A stream that ends within an event is an error.
/// </summary>
/// <param name="source">The bytes of the file from <paramref name="position"/> on.</param>
/// <param name="name">Name of the stream in errors: the object's key or the path.</param>
/// <param name="position">Position in the file of the stream's first byte. At 0 the stream has the magic number.</param>
/// <param name="format">The file's format; null when the stream begins with the format event.</param>
internal sealed class BinlogReader(Stream source, string name, long position, FormatDescription? format)
{
    public const int MagicBytes = 4;
    private const int UsualBufferBytes = 256 * 1024;
    private byte[] buffer = new byte[UsualBufferBytes];
    private int start;
    private int end;

    /// <summary>Position in the file of the next event.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The file's format, once the first event was read.</summary>
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
            throw new BinlogCorruptException(name, Position, $"an event claims a length of {(uint)length} bytes");
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
            throw new BinlogCorruptException(name, Position, "the first event is not a Format_description");
        }

        var read = new BinlogEvent(raw, Position, Format.HasChecksums);
        if (Format.HasChecksums && !EventChecksum.Matches(raw.Span))
        {
            throw new BinlogCorruptException(name, Position, $"the checksum of the {read.Type} event does not match");
        }

        return read.NextPosition == (uint)read.End
            ? read
            : throw new BinlogCorruptException(
                name,
                Position,
                $"the {read.Type} event claims to end at {read.NextPosition}, but ends at {read.End}"
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
            throw new BinlogCorruptException(name, 0, "it does not begin with the magic number of a binary log");
        }

        start += MagicBytes;
        Position = MagicBytes;
    }

    // False when no byte is left. Fewer bytes than needed are an error.
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

/// <summary>A binary log ends in the middle of an event or a transaction.</summary>
public sealed class BinlogTruncatedException(string source, long offset, long needed, long got)
    : PermanentException(
        $"{source} ends in the middle of an event: at byte {offset} the event needs {needed} bytes and has {got}.",
        "if this is a stored segment, its set is bad: restore to a second before the segment, and take a full backup now."
    );
