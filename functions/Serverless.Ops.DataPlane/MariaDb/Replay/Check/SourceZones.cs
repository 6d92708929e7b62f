using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>
/// The source's time zones, under names that the target understands. SYSTEM means the zone of the server's machine, which may differ.
/// A server knows a named zone only when its time zone tables are loaded. Both are checked before the first write.
/// </summary>
/// <param name="System">Zone for statements of the log that name SYSTEM.</param>
/// <param name="Rows">
/// Zone for row events, which name no zone: the source's global time_zone, as on a replica with the same settings.
/// </param>
internal sealed record SourceZones(string System, string Rows)
{
    private const string SystemName = "SYSTEM";
    private const string UtcOffset = "+00:00";
    private static readonly string[] Utc = ["UTC", "GMT", "UCT", "Zulu", "Universal"];

    public static bool IsSystem(string zone) => zone.Equals(SystemName, StringComparison.OrdinalIgnoreCase);

    /// <param name="named">The zones that the log's statements name.</param>
    /// <param name="source">The source's settings, or null when no manifest has them.</param>
    /// <exception cref="SystemTimeZoneException"/>
    /// <exception cref="UnknownTimeZoneException"/>
    public static async Task<SourceZones> SettleAsync(
        MariaDbConnection target,
        IReadOnlyCollection<string> named,
        IReadOnlyDictionary<string, string>? source,
        CancellationToken cancellationToken
    )
    {
        target.Activity = "checking that the target knows the log's time zones";
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

        // Row events alone are no reason to refuse a target in another zone. Few indexes depend on the zone, and the server
        // reports a mismatch (IndexDoesNotFitRowException).
        return new SourceZones(system ?? SystemName, !IsSystem(rows) ? rows : system ?? UtcOffset);
    }
}

/// <summary>A statement of the log ran in the source's system time zone, and the target's differs. Checked before any write.</summary>
public sealed class SystemTimeZoneException(string? source, string target)
    : PermanentException(
        $"The log has statements that ran in the source's system time zone ({source ?? "not named in any manifest"}). "
            + $"The target's system time zone is {target}.",
        "start the target's server in the source's zone (environment variable TZ, or timezone= of mariadbd-safe), and replay again."
    );

/// <summary>A statement of the log names a time zone that the target does not know. Checked before any write.</summary>
public sealed class UnknownTimeZoneException(string zone)
    : PermanentException(
        $"The log has statements that ran in the time zone '{zone}'. The target does not know that zone.",
        "on the target's host run: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql; then replay again."
    );
