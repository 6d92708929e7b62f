using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>A binary log that ends in the middle of something.</summary>
public sealed class BinlogTruncatedException(string source, long offset, long needed, long got)
    : PermanentException(
        $"{source} ends in the middle of an event: at byte {offset} {needed} bytes are needed and {got} are there.",
        "if it is a stored segment, its set is bad: restore to a second before it, and take a full backup now.");
