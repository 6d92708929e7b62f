using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>The server itself noted that changes are missing from its log.</summary>
public sealed class BinlogIncidentException(string source, long offset, string message)
    : PermanentException(
        $"{source} has an incident at byte {offset}: the server noted that changes are missing from its log ({message}).",
        "take a full backup now; seconds between the set before the incident and that backup cannot be restored.");
