using System.Buffers.Binary;
using System.IO.Compression;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// Expands row events whose rows are compressed. A BINLOG statement does not accept them, so they become plain events: the rows are
/// decompressed, and type, length and checksum change.
/// https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/
/// </summary>
internal static class CompressedRows
{
    private const int TableIdAndFlags = 8;

    public static bool Is(EventType type) => type is >= EventType.WriteRowsCompressedV1 and <= EventType.DeleteRowsCompressed;

    /// <summary>Bytes of the plain event.</summary>
    public static int PlainLength(in BinlogEvent source, string file)
    {
        int before = LengthBeforeRows(source, file);
        int rows = CompressedPart.LengthOf(source.Body.Span[before..], file, source.Position);
        return BinlogEvent.HeaderBytes + before + rows + (source.HasChecksum ? BinlogEvent.ChecksumBytes : 0);
    }

    /// <summary>Makes the plain event, in its own buffer.</summary>
    public static BinlogEvent Expand(in BinlogEvent source, string file)
    {
        int before = LengthBeforeRows(source, file);
        int head = BinlogEvent.HeaderBytes + before;
        byte[] plain = new byte[PlainLength(source, file)];
        source.Raw.Span[..head].CopyTo(plain);
        plain[4] = (byte)(
            source.Type switch
            {
                EventType.WriteRowsCompressedV1 => EventType.WriteRowsV1,
                EventType.UpdateRowsCompressedV1 => EventType.UpdateRowsV1,
                EventType.DeleteRowsCompressedV1 => EventType.DeleteRowsV1,
                EventType.WriteRowsCompressed => EventType.WriteRows,
                EventType.UpdateRowsCompressed => EventType.UpdateRows,
                _ => EventType.DeleteRows,
            }
        );
        BinaryPrimitives.WriteInt32LittleEndian(plain.AsSpan(BinlogEvent.LengthOffset), plain.Length);
        int tail = source.HasChecksum ? BinlogEvent.ChecksumBytes : 0;
        CompressedPart.Decompress(source.Body[before..], plain.AsSpan(head..^tail), file, source.Position);
        if (source.HasChecksum)
        {
            EventChecksum.Write(plain);
        }

        return source with
        {
            Raw = plain,
        };
    }

    private static int LengthBeforeRows(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        cursor.Take(TableIdAndFlags);
        if (source.Type >= EventType.WriteRowsCompressed)
        {
            cursor.Take(cursor.ReadUInt16() - 2);
        }

        int bitmapBytes = ((int)cursor.ReadLengthEncodedInteger() + 7) / 8;
        bool isUpdate = source.Type is EventType.UpdateRowsCompressedV1 or EventType.UpdateRowsCompressed;
        cursor.Take(isUpdate ? 2 * bitmapBytes : bitmapBytes);
        return cursor.Position;
    }
}

/// <summary>
/// The compressed part of an event. The first byte has the algorithm and the number of length bytes. Then follow the length, highest
/// byte first, and zlib data.
/// https://mariadb.com/kb/en/compressing-events-to-reduce-size-of-the-binary-log/
/// </summary>
internal static class CompressedPart
{
    private const int Zlib = 0;

    /// <summary>Bytes of the part once decompressed.</summary>
    public static int LengthOf(ReadOnlySpan<byte> part, string source, long position)
    {
        int lengthBytes = part.IsEmpty ? 0 : part[0] & 0x07;
        if (lengthBytes is 0 or > 4 || part.Length <= lengthBytes || ((part[0] >> 4) & 0x07) != Zlib)
        {
            throw new BinlogCorruptException(source, position, "the header of the compressed part is not valid");
        }

        long length = 0;
        foreach (byte digit in part.Slice(1, lengthBytes))
        {
            length = (length << 8) | digit;
        }

        return length <= Array.MaxLength
            ? (int)length
            : throw new BinlogCorruptException(source, position, $"the compressed part would become {length} bytes, which is too many");
    }

    /// <summary>Fills <paramref name="target"/>. Its length has to be <see cref="LengthOf"/>.</summary>
    public static void Decompress(ReadOnlyMemory<byte> part, Span<byte> target, string source, long position)
    {
        try
        {
            int header = 1 + (part.Span[0] & 0x07);
            using var zlib = new ZLibStream(new MemoryStream(part[header..].ToArray()), CompressionMode.Decompress);
            zlib.ReadExactly(target);
        }
        catch (Exception cause) when (cause is InvalidDataException or EndOfStreamException)
        {
            throw new BinlogCorruptException(
                source,
                position,
                $"the compressed part does not decompress to {target.Length} bytes ({cause.Message})"
            );
        }
    }
}
