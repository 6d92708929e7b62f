using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>The first event of a transaction. https://mariadb.com/kb/en/gtid_event/</summary>
/// <param name="IsSplitAlter">True for one half of an ALTER that is logged in two halves (binlog_alter_two_phase).</param>
internal readonly record struct GtidEvent(Gtid Gtid, GtidFlags Flags, bool IsSplitAlter)
{
    private const byte SplitAlterFlags = 2 | 4 | 8;

    public static GtidEvent Read(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        ulong sequence = cursor.ReadUInt64();
        uint domain = cursor.ReadUInt32();
        var flags = (GtidFlags)cursor.ReadByte();
        if (flags.HasFlag(GtidFlags.GroupCommitId))
        {
            cursor.ReadUInt64();
        }
        else if ((flags & (GtidFlags.PreparedXa | GtidFlags.CompletedXa)) != GtidFlags.None)
        {
            cursor.ReadUInt32();
            int bytes = cursor.ReadByte();
            cursor.Take(bytes + cursor.ReadByte());
        }

        // Without these fields the server pads the event with zeros, so this byte exists.
        byte more = cursor.Rest.Length > 0 ? cursor.ReadByte() : (byte)0;
        return new GtidEvent(new Gtid(domain, source.ServerId, sequence), flags, (more & SplitAlterFlags) != 0);
    }
}

/// <summary>Flags of a GTID event. https://mariadb.com/kb/en/gtid_event/</summary>
[Flags]
internal enum GtidFlags : byte
{
    None = 0,

    /// <summary>One statement with no COMMIT after it.</summary>
    Standalone = 1,
    GroupCommitId = 2,

    /// <summary>The server could roll it back. The server sets this flag also for a statement whose trigger writes to MyISAM.</summary>
    Transactional = 4,
    AllowParallel = 8,
    Waited = 16,
    Ddl = 32,
    PreparedXa = 64,
    CompletedXa = 128,
}
