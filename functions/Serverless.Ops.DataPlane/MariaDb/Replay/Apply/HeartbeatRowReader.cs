using System.Buffers.Binary;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Reads the time from a change of the heartbeat row, which has the columns INT and DATETIME(6).
/// https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/
/// </summary>
internal static class HeartbeatRowReader
{
    private const byte Int = 3;
    private const byte DateTime2 = 18;
    private const int TimeBytes = 8;

    public static bool Is(in TableMapEvent map) =>
        map is { Schema: "serverless_ops", Table: "heartbeat", ColumnTypes: [Int, DateTime2], Metadata: [6] };

    /// <summary>The time in the last row image of the event, which is the newest; null for a deleted row.</summary>
    public static DateTimeOffset? Read(in BinlogEvent rows)
    {
        bool isUpdate = rows.Type == EventType.UpdateRowsV1;
        bool isWrite = rows.Type == EventType.WriteRowsV1;
        // Bytes: table id 6, flags 2, number of columns 1, and one byte of bitmap for each image.
        ReadOnlyMemory<byte> images = rows.Body[(isUpdate ? 11 : 10)..];
        if (!isUpdate && !isWrite)
        {
            return null;
        }

        return images.Length < TimeBytes ? null : ReadTime(images.Span[^TimeBytes..]);
    }

    // DATETIME(6): five bytes, highest first, with year * 13 + month, day, hour, minute, second. Then three with the microseconds.
    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> bytes)
    {
        long packed = (((long)bytes[0] << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[1..])) - 0x80_0000_0000;
        int micro = (bytes[5] << 16) | (bytes[6] << 8) | bytes[7];
        int days = (int)(packed >> 17);
        int time = (int)(packed & 0x1FFFF);
        int months = days >> 5;
        return new DateTimeOffset(
            months / 13,
            months % 13,
            days & 31,
            time >> 12,
            (time >> 6) & 63,
            time & 63,
            TimeSpan.Zero
        ).AddMicroseconds(micro);
    }
}
