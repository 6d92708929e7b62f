using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>Bytes that are no binary log, or are not what the server wrote.</summary>
public sealed class BinlogCorruptException(string source, long offset, string what)
    : PermanentException(
        $"{source} is damaged at byte {offset}: {what}.",
        "if it is a stored segment, its set is bad: restore to a second before it, and take a full backup now; if it came from the server, check the server's disk.");
