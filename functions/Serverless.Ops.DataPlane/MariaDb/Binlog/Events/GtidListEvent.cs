using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// The GTID position at a file's beginning. For each domain: the last transaction of each server, the latest one last.
/// https://mariadb.com/kb/en/gtid_list_event/
/// </summary>
internal static class GtidListEvent
{
    private const uint CountBits = 0x0FFFFFFF;

    public static GtidPosition Read(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        uint count = cursor.ReadUInt32() & CountBits;
        var position = new GtidPosition();
        for (uint i = 0; i < count; i++)
        {
            uint domain = cursor.ReadUInt32();
            uint server = cursor.ReadUInt32();
            position.Advance(new Gtid(domain, server, cursor.ReadUInt64()));
        }

        return position;
    }
}
