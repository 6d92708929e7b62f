using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// Ends a file and names the next one. In the replication stream the server sends another one before each file. That one is in no file.
/// https://mariadb.com/kb/en/rotate_event/
/// </summary>
internal readonly record struct RotateEvent(long Position, string File)
{
    public static RotateEvent Read(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        long position = (long)cursor.ReadUInt64();
        return new RotateEvent(position, Encoding.UTF8.GetString(cursor.Rest));
    }
}
