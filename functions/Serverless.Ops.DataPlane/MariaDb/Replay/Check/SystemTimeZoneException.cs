using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>A statement of the log was run in the source's system time zone, and the target's is another; found before any write.</summary>
public sealed class SystemTimeZoneException(string? source, string target)
    : PermanentException(
        $"The log has statements that were run in the source's system time zone, {source ?? "of which no manifest says what it was"}; the target's is {target}.",
        "start the target's server with the source's zone (environment variable TZ, or timezone= of mariadbd-safe), and replay again.");
