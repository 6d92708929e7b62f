using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>A file of the source's from a time when <c>binlog_checksum</c> was NONE: a damaged event in it could not be told from a good one.</summary>
public sealed class BinlogWithoutChecksumsException(string file)
    : PermanentException(
        $"The source's {file} was written without checksums (binlog_checksum=NONE at that time), and is not shipped: damage in it would go unseen.",
        $"take a full backup at once, which makes all seconds after it restorable; then PURGE BINARY LOGS on the source TO the file after {file}, and ship again: "
            + "that run fails with the gap, and those after it go on.");
