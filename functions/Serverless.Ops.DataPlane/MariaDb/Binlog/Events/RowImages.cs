using System.Numerics;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// Walks over the rows of an event by the lengths of their values. Reads at most the first two columns.
/// https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/
/// </summary>
internal static class RowImages
{
    /// <summary>Counts the rows that an event writes or deletes. Not for updates and compressed events.</summary>
    /// <returns>The number of rows, or null when the rows do not fit the widths.</returns>
    public static long? Count(in BinlogEvent rows, ReadOnlySpan<ColumnWidth> widths, string file)
    {
        SpanReader<ShortEvent> cursor = rows.ReadBody(file);
        cursor.Take(RowsEvent.FlagsOffset + 2);
        if (rows.Type is EventType.WriteRows or EventType.DeleteRows)
        {
            cursor.Take(cursor.ReadUInt16() - 2);
        }

        if ((int)cursor.ReadLengthEncodedInteger() != widths.Length)
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

    /// <summary>
    /// Reads the first two columns, both strings, of all row images of an event. An update has images before and after the change.
    /// Not for compressed events.
    /// </summary>
    /// <returns>The values, or null when an image is incomplete or does not fit the widths.</returns>
    public static List<(string First, string Second)>? ReadFirstTwo(in BinlogEvent rows, ReadOnlySpan<ColumnWidth> widths, string file)
    {
        SpanReader<ShortEvent> cursor = rows.ReadBody(file);
        cursor.Take(RowsEvent.FlagsOffset + 2);
        bool isVersion2 = rows.Type is EventType.WriteRows or EventType.UpdateRows or EventType.DeleteRows;
        if (isVersion2)
        {
            cursor.Take(cursor.ReadUInt16() - 2);
        }

        if ((int)cursor.ReadLengthEncodedInteger() != widths.Length || widths.Length < 2 || !widths[0].IsPrefixed || !widths[1].IsPrefixed)
        {
            return null;
        }

        int bitmapBytes = (widths.Length + 7) / 8;
        ReadOnlySpan<byte> present = cursor.Take(bitmapBytes);
        ReadOnlySpan<byte> presentAfter = rows.Type is EventType.UpdateRows or EventType.UpdateRowsV1 ? cursor.Take(bitmapBytes) : present;
        for (int i = 0; i < widths.Length; i++)
        {
            if (!IsSet(present, i) || !IsSet(presentAfter, i))
            {
                return null;
            }
        }

        var values = new List<(string, string)>();
        ReadOnlySpan<byte> rest = cursor.Rest;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> row = rest;
            if (!TrySkipRow(ref rest, widths, present, widths.Length) || (row[0] & 3) != 0)
            {
                return null;
            }

            row = row[bitmapBytes..];
            values.Add((TakeText(ref row, widths[0]), TakeText(ref row, widths[1])));
        }

        return values;
    }

    private static string TakeText(ref ReadOnlySpan<byte> row, ColumnWidth width)
    {
        ReadOnlySpan<byte> before = row;
        TrySkipValue(ref row, width);
        return Encoding.UTF8.GetString(before[width.Bytes..^row.Length]);
    }

    private static bool TrySkipRow(
        ref ReadOnlySpan<byte> rest,
        ReadOnlySpan<ColumnWidth> widths,
        ReadOnlySpan<byte> present,
        int presentColumns
    )
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
