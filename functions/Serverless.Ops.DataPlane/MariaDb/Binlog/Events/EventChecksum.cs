using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// The CRC32 at the end of an event, over all bytes before it. A server changes the "in use" flag of a Format_description event in
/// place, so its checksum counts the flag as clear. https://mariadb.com/kb/en/2-binlog-event-header/#crc32
/// </summary>
internal static class EventChecksum
{
    public static bool Matches(ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> covered = raw[..^BinlogEvent.ChecksumBytes];
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(raw[^BinlogEvent.ChecksumBytes..]);
        if (Crc32.HashToUInt32(covered) == expected)
        {
            return true;
        }

        if (raw[4] != (byte)EventType.FormatDescription)
        {
            return false;
        }

        byte[] closed = covered.ToArray();
        closed[BinlogEvent.FlagsOffset] &= unchecked((byte)~(ushort)EventFlags.InUse);
        return Crc32.HashToUInt32(closed) == expected;
    }

    /// <summary>Writes the checksum of an event that was changed.</summary>
    public static void Write(Span<byte> raw) =>
        BinaryPrimitives.WriteUInt32LittleEndian(raw[^BinlogEvent.ChecksumBytes..], Crc32.HashToUInt32(raw[..^BinlogEvent.ChecksumBytes]));
}
