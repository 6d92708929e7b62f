using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>One column of a result set. https://mariadb.com/kb/en/result-set-packets/#column-definition-packet</summary>
/// <param name="CharacterSet">Collation id; 63 is binary.</param>
internal sealed record ColumnDefinition(string Name, ColumnKind Kind, ushort CharacterSet, ushort Flags)
{
    public static ColumnDefinition Read(ReadOnlySpan<byte> packet)
    {
        var cursor = new SpanReader<ShortPacket>(packet);
        for (int skipped = 0; skipped < 4; skipped++)
        {
            cursor.ReadLengthEncodedBytes(); // catalog, schema, table alias, table
        }

        string name = Encoding.UTF8.GetString(cursor.ReadLengthEncodedBytes());
        cursor.ReadLengthEncodedBytes(); // the column's name in its table
        cursor.ReadLengthEncodedInteger(); // length of the fixed part
        ushort characterSet = cursor.ReadUInt16();
        cursor.Skip(4); // display width
        var kind = (ColumnKind)cursor.ReadByte();
        return new ColumnDefinition(name, kind, characterSet, cursor.ReadUInt16());
    }
}

/// <summary>Field types of a column definition. https://mariadb.com/kb/en/result-set-packets/#field-types</summary>
internal enum ColumnKind : byte
{
    Decimal = 0,
    Tiny = 1,
    Short = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Null = 6,
    Timestamp = 7,
    LongLong = 8,
    Int24 = 9,
    Date = 10,
    Time = 11,
    DateTime = 12,
    Year = 13,
    VarChar = 15,
    Bit = 16,
    NewDecimal = 246,
    Enum = 247,
    Set = 248,
    TinyBlob = 249,
    MediumBlob = 250,
    LongBlob = 251,
    Blob = 252,
    VarString = 253,
    String = 254,
    Geometry = 255,
}
