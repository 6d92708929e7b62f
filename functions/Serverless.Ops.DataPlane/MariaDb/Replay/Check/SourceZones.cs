using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>
/// Time zones of the source as the target calls them. SYSTEM is whatever zone the server's machine has, and a named zone is one only where the
/// server's own tables of zones are filled: both are settled before the first write.
/// </summary>
/// <param name="System">For statements of the log that name SYSTEM.</param>
/// <param name="Rows">For row events, which name none: the source's global zone, as on a replica that is set up like its source.</param>
internal sealed record SourceZones(string System, string Rows)
{
    private const string SystemName = "SYSTEM";
    private const string UtcOffset = "+00:00";
    private static readonly string[] Utc = ["UTC", "GMT", "UCT", "Zulu", "Universal"];

    public static bool IsSystem(string zone) => zone.Equals(SystemName, StringComparison.OrdinalIgnoreCase);

    /// <param name="named">The zones that the log's statements name.</param>
    /// <param name="source">The source's settings, or null when no manifest says them.</param>
    /// <exception cref="SystemTimeZoneException"/>
    /// <exception cref="UnknownTimeZoneException"/>
    public static async Task<SourceZones> SettleAsync(
        MariaDbConnection target,
        IReadOnlyCollection<string> named,
        IReadOnlyDictionary<string, string>? source,
        CancellationToken cancellationToken
    )
    {
        target.Activity = "looking whether the target knows the log's time zones";
        string rows = source?.GetValueOrDefault("time_zone") ?? UtcOffset;
        foreach (
            string zone in named
                .Append(rows)
                .Distinct(StringComparer.Ordinal)
                .Where(zone => !IsSystem(zone) && zone[0] is not ('+' or '-'))
                .Order(StringComparer.Ordinal)
        )
        {
            if (
                (
                    await target.QueryStringsAsync(
                        $"SELECT CONVERT_TZ('2026-01-01 00:00:00', '+00:00', {SqlQuote.Text(zone)})",
                        cancellationToken
                    )
                )[0][0]
                is null
            )
            {
                throw new UnknownTimeZoneException(zone);
            }
        }

        string? there = source?.GetValueOrDefault("system_time_zone");
        string here = (await target.QueryStringsAsync("SELECT @@system_time_zone", cancellationToken))[0][0]!;
        string? system =
            here == there ? SystemName
            : there is not null && Utc.Contains(there, StringComparer.OrdinalIgnoreCase) ? UtcOffset
            : null;
        if (system is null && named.Any(IsSystem))
        {
            throw new SystemTimeZoneException(there, here);
        }

        // Rows alone are no reason to refuse a target whose machine has another zone: hardly a table's index depends on it, and the server says so.
        return new SourceZones(system ?? SystemName, !IsSystem(rows) ? rows : system ?? UtcOffset);
    }
}

/// <summary>A statement of the log was run in the source's system time zone, and the target's is another; found before any write.</summary>
public sealed class SystemTimeZoneException(string? source, string target)
    : PermanentException(
        $"The log has statements that were run in the source's system time zone, {source ?? "of which no manifest says what it was"}; the target's is {target}.",
        "start the target's server with the source's zone (environment variable TZ, or timezone= of mariadbd-safe), and replay again."
    );

/// <summary>A statement of the log names a time zone that the target does not know; found before any write.</summary>
public sealed class UnknownTimeZoneException(string zone)
    : PermanentException(
        $"The log has statements that were run in the time zone '{zone}', and the target does not know it.",
        "on the target's host run: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql; then replay again."
    );
