using System.Numerics;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog;

/// <summary>Walks over the rows of an event without reading their values. https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/</summary>
internal static class RowImages
{
    /// <summary>How many rows an event writes or deletes; not for updates, nor for compressed events.</summary>
    /// <returns>The number, or null when the rows do not fit the widths: then it is not known.</returns>
    public static long? Count(in BinlogEvent rows, ReadOnlySpan<ColumnWidth> widths, string file)
    {
        var cursor = new EventCursor(rows, file);
        cursor.Take(RowsEvents.FlagsOffset + 2);
        if (rows.Type is EventType.WriteRows or EventType.DeleteRows)
        {
            cursor.Take(cursor.ReadUInt16() - 2);
        }

        if ((int)cursor.ReadPackedInteger() != widths.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> present = cursor.Take((widths.Length + 7) / 8);
        int presentColumns = 0;
        foreach (byte bits in present)
        {
            presentColumns += BitOperations.PopCount(bits);
        }

        ReadOnlySpan<byte> rest = cursor.Rest;
        long count = 0;
        while (!rest.IsEmpty)
        {
            if (!TrySkipRow(ref rest, widths, present, presentColumns))
            {
                return null;
            }

            count++;
        }

        return count;
    }

    private static bool TrySkipRow(ref ReadOnlySpan<byte> rest, ReadOnlySpan<ColumnWidth> widths, ReadOnlySpan<byte> present, int presentColumns)
    {
        int nullBytes = (presentColumns + 7) / 8;
        if (rest.Length < nullBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> nulls = rest[..nullBytes];
        rest = rest[nullBytes..];
        int bit = 0;
        for (int i = 0; i < widths.Length; i++)
        {
            if (IsSet(present, i) && !IsSet(nulls, bit++) && !TrySkipValue(ref rest, widths[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySkipValue(ref ReadOnlySpan<byte> rest, ColumnWidth width)
    {
        long length = width.Bytes;
        if (width.IsPrefixed)
        {
            if (rest.Length < width.Bytes)
            {
                return false;
            }

            for (int i = 0; i < width.Bytes; i++)
            {
                length += (long)rest[i] << (8 * i);
            }
        }

        if (rest.Length < length)
        {
            return false;
        }

        rest = rest[(int)length..];
        return true;
    }

    private static bool IsSet(ReadOnlySpan<byte> bits, int index) => (bits[index / 8] & (1 << (index % 8))) != 0;
}
