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
