using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The source does not log rows: statements and temporary tables cannot be replayed exactly.</summary>
public sealed class BinlogFormatNotRowException(string found)
    : PermanentException(
        $"The source's binlog_format is {found}, not ROW.",
        "set binlog_format=ROW in its configuration, run SET GLOBAL binlog_format=ROW, have the applications reconnect, and take a full backup.");
