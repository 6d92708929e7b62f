using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>A statement of the log names a time zone that the target does not know; found before any write.</summary>
public sealed class UnknownTimeZoneException(string zone)
    : PermanentException(
        $"The log has statements that were run in the time zone '{zone}', and the target does not know it.",
        "on the target's host run: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql; then replay again.");
