using System.Buffers.Binary;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// Row events whose rows are compressed. A BINLOG statement does not take them, so they are made into the plain events that they
/// stand for: type, length and checksum change, and the rows are decompressed.
/// https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/
/// </summary>
internal static class CompressedRows
{
    private const int TableIdAndFlags = 8;

    public static bool Is(EventType type) => type is >= EventType.WriteRowsCompressedV1 and <= EventType.DeleteRowsCompressed;

    /// <summary>How long the plain event is.</summary>
    public static int PlainLength(in BinlogEvent source, string file)
    {
        int before = LengthBeforeRows(source, file);
        int rows = CompressedPart.LengthOf(source.Body.Span[before..], file, source.Position);
        return BinlogEvent.HeaderBytes + before + rows + (source.HasChecksum ? BinlogEvent.ChecksumBytes : 0);
    }

    /// <summary>The plain event, in a buffer of its own.</summary>
    public static BinlogEvent Expand(in BinlogEvent source, string file)
    {
        int before = LengthBeforeRows(source, file);
        int head = BinlogEvent.HeaderBytes + before;
        byte[] plain = new byte[PlainLength(source, file)];
        source.Raw.Span[..head].CopyTo(plain);
        plain[4] = (byte)(source.Type switch
        {
            EventType.WriteRowsCompressedV1 => EventType.WriteRowsV1,
            EventType.UpdateRowsCompressedV1 => EventType.UpdateRowsV1,
            EventType.DeleteRowsCompressedV1 => EventType.DeleteRowsV1,
            EventType.WriteRowsCompressed => EventType.WriteRows,
            EventType.UpdateRowsCompressed => EventType.UpdateRows,
            _ => EventType.DeleteRows,
        });
        BinaryPrimitives.WriteInt32LittleEndian(plain.AsSpan(BinlogEvent.LengthOffset), plain.Length);
        int tail = source.HasChecksum ? BinlogEvent.ChecksumBytes : 0;
        CompressedPart.Decompress(source.Body[before..], plain.AsSpan(head..^tail), file, source.Position);
        if (source.HasChecksum)
        {
            EventChecksum.Write(plain);
        }

        return source with { Raw = plain };
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
