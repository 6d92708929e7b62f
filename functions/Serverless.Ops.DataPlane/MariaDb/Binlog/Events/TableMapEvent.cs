using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>Gives a table the id that row events use for it. https://mariadb.com/kb/en/table_map_event/</summary>
internal readonly record struct TableMapEvent(ulong TableId, string Schema, string Table, byte[] ColumnTypes, byte[] Metadata)
{
    public static TableMapEvent Read(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        ulong id = cursor.ReadUInt48();
        cursor.ReadUInt16();
        string schema = Encoding.UTF8.GetString(cursor.Take(cursor.ReadByte()));
        cursor.ReadByte();
        string table = Encoding.UTF8.GetString(cursor.Take(cursor.ReadByte()));
        cursor.ReadByte();
        int columns = (int)cursor.ReadLengthEncodedInteger();
        byte[] types = cursor.Take(columns).ToArray();
        byte[] metadata = cursor.Take((int)cursor.ReadLengthEncodedInteger()).ToArray();
        return new TableMapEvent(id, schema, table, types, metadata);
    }
}
