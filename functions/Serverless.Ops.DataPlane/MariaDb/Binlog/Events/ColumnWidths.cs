namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// Reads the lengths of column values from a table map. Types and their metadata: https://mariadb.com/kb/en/table_map_event/ and
/// https://mariadb.com/kb/en/rows_event_v1v2-rows_compressed_event_v1/
/// </summary>
internal static class ColumnWidths
{
    private const int DigitsPerWord = 9;
    private static readonly int[] BytesOfDigits = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];

    /// <returns>One width for each column, or null when a type is unknown.</returns>
    public static ColumnWidth[]? Read(in TableMapEvent map)
    {
        var widths = new ColumnWidth[map.ColumnTypes.Length];
        int at = 0;
        for (int i = 0; i < widths.Length; i++)
        {
            int length = MetadataBytes(map.ColumnTypes[i]);
            if (at + length > map.Metadata.Length || Width(map.ColumnTypes[i], map.Metadata.AsSpan(at, length)) is not { } width)
            {
                return null;
            }

            widths[i] = width;
            at += length;
        }

        return at == map.Metadata.Length ? widths : null;
    }

    private static int MetadataBytes(byte type) =>
        type switch
        {
            4 or 5 or 17 or 18 or 19 or 140 or 252 or 255 => 1, // FLOAT, DOUBLE, TIMESTAMP2, DATETIME2, TIME2, BLOBs, GEOMETRY
            15 or 16 or 141 or 246 or 253 or 254 => 2, // VARCHARs, BIT, DECIMAL, CHAR with ENUM and SET
            _ => 0,
        };

    private static ColumnWidth? Width(byte type, ReadOnlySpan<byte> metadata) =>
        type switch
        {
            1 or 13 => Fixed(1), // TINYINT, YEAR
            2 => Fixed(2),
            9 or 10 or 11 or 14 => Fixed(3), // MEDIUMINT, DATE, old TIME
            3 or 7 => Fixed(4), // INT, old TIMESTAMP
            8 or 12 => Fixed(8), // BIGINT, old DATETIME
            4 or 5 => Fixed(metadata[0]),
            17 => Fixed(4 + FractionBytes(metadata[0])),
            18 => Fixed(5 + FractionBytes(metadata[0])),
            19 => Fixed(3 + FractionBytes(metadata[0])),
            16 => Fixed(metadata[1] + (metadata[0] > 0 ? 1 : 0)),
            246 => Fixed(DecimalBytes(metadata[0], metadata[1])),
            15 or 141 => Prefixed((metadata[0] | (metadata[1] << 8)) > 255 ? 2 : 1),
            140 or 252 or 255 => Prefixed(metadata[0]),
            253 or 254 => String(metadata[0], metadata[1]),
            _ => null,
        };

    // The first byte is the real type. Two of its bits, inverted, are the high bits of the length in the second byte.
    private static ColumnWidth String(int real, int length)
    {
        if ((real & 0x30) != 0x30)
        {
            length |= ((real & 0x30) ^ 0x30) << 4;
            real |= 0x30;
        }

        return real is 247 or 248 ? Fixed(length) : Prefixed(length > 255 ? 2 : 1);
    }

    private static int FractionBytes(int digits) => (digits + 1) / 2;

    private static int DecimalBytes(int precision, int scale)
    {
        int whole = precision - scale;
        return (whole / DigitsPerWord * 4)
            + BytesOfDigits[whole % DigitsPerWord]
            + (scale / DigitsPerWord * 4)
            + BytesOfDigits[scale % DigitsPerWord];
    }

    private static ColumnWidth Fixed(int bytes) => new(false, bytes);

    private static ColumnWidth Prefixed(int bytes) => new(true, bytes);
}

/// <summary>Bytes that a value of a column takes in a row image.</summary>
/// <param name="IsPrefixed">True when a length of Bytes bytes, lowest first, stands before the value.</param>
/// <param name="Bytes">Length of the value, or of its prefix.</param>
internal readonly record struct ColumnWidth(bool IsPrefixed, int Bytes);
