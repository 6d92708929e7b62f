using System.Buffers.Binary;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>Common parts of events that change rows. https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/</summary>
internal static class RowsEvent
{
    /// <summary>The flags stand after the table id of six bytes.</summary>
    public const int FlagsOffset = 6;

    private const ushort StatementEnd = 1;
    private const uint NoTable = uint.MaxValue;

    public static bool Is(EventType type) =>
        type
            is EventType.WriteRowsV1
                or EventType.UpdateRowsV1
                or EventType.DeleteRowsV1
                or EventType.WriteRows
                or EventType.UpdateRows
                or EventType.DeleteRows
                or EventType.WriteRowsCompressedV1
                or EventType.UpdateRowsCompressedV1
                or EventType.DeleteRowsCompressedV1
                or EventType.WriteRowsCompressed
                or EventType.UpdateRowsCompressed
                or EventType.DeleteRowsCompressed;

    /// <summary>True on the last row event of a statement. The server then closes the tables of its table maps.</summary>
    public static bool EndsStatement(in BinlogEvent rows) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(rows.Body.Span[FlagsOffset..]) & StatementEnd) != 0;

    /// <summary>The table id, as in the table map before.</summary>
    public static ulong TableId(in BinlogEvent rows) =>
        BinaryPrimitives.ReadUInt32LittleEndian(rows.Body.Span)
        | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(rows.Body.Span[4..]) << 32);

    /// <summary>
    /// Makes a statement's last event without its rows. With the id of no table the server only closes the statement's tables.
    /// https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/ ("dummy" event)
    /// </summary>
    public static BinlogEvent EndWithoutRows(in BinlogEvent last)
    {
        byte[] raw = last.Raw.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(raw.AsSpan(BinlogEvent.HeaderBytes), NoTable);
        raw.AsSpan(BinlogEvent.HeaderBytes + 4, 2).Clear();
        if (last.HasChecksum)
        {
            EventChecksum.Write(raw);
        }

        return last with
        {
            Raw = raw,
        };
    }

    /// <summary>Marks a copy of an event as the last of its statement.</summary>
    public static void EndStatement(Span<byte> raw, bool hasChecksum)
    {
        raw[BinlogEvent.HeaderBytes + FlagsOffset] |= (byte)StatementEnd;
        if (hasChecksum)
        {
            EventChecksum.Write(raw);
        }
    }
}
