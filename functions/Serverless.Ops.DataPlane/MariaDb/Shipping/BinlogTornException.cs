using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>A file of the source's log is not whole, and no crash of the server explains it: committed transactions are missing.</summary>
public sealed class BinlogTornException(string file, long position, string why)
    : PermanentException(
        $"The source's {file} is damaged at byte {position}: {why}.",
        $"take a full backup at once, which makes all seconds after it restorable; then PURGE BINARY LOGS on the source TO the file after {file} (FLUSH BINARY LOGS "
            + "first if it is the last), and ship again: that run fails with the gap, and those after it go on.");
