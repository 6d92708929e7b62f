using System.Buffers.Binary;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>What is common to events that change rows. https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/</summary>
internal static class RowsEvents
{
    /// <summary>Table id (six bytes), then the flags.</summary>
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

    /// <summary>True on the last event of a statement: it lets go of the tables that the statement's table maps named.</summary>
    public static bool EndsStatement(in BinlogEvent rows) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(rows.Body.Span[FlagsOffset..]) & StatementEnd) != 0;

    /// <summary>The id under which a table map named the table.</summary>
    public static ulong TableId(in BinlogEvent rows) =>
        BinaryPrimitives.ReadUInt32LittleEndian(rows.Body.Span)
        | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(rows.Body.Span[4..]) << 32);

    /// <summary>
    /// A statement's last event without its rows: under the id of no table the server lets go of the statement's tables, and does nothing else.
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
