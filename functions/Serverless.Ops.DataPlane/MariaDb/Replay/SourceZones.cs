using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Time zones that the log's statements name. SYSTEM is whatever zone the server's machine has, and a named zone is one only where the
/// server's own tables of zones are filled: both are settled before the first write.
/// </summary>
internal static class SourceZones
{
    private const string System = "SYSTEM";
    private static readonly string[] Utc = ["UTC", "GMT", "UCT", "Zulu", "Universal"];

    public static bool IsSystem(string zone) => zone.Equals(System, StringComparison.OrdinalIgnoreCase);

    /// <summary>What to say on the target for the source's SYSTEM.</summary>
    /// <param name="named">The zones that the log's statements name.</param>
    /// <param name="source">The source's <c>system_time_zone</c>, or null when no manifest says it.</param>
    /// <exception cref="SystemTimeZoneException"/>
    /// <exception cref="UnknownTimeZoneException"/>
    public static async Task<string> SettleAsync(
        MariaDbConnection target, IReadOnlyCollection<string> named, string? source, CancellationToken cancellationToken)
    {
        target.Activity = "looking whether the target knows the log's time zones";
        foreach (string zone in named.Where(zone => !IsSystem(zone) && zone[0] is not ('+' or '-')).Order(StringComparer.Ordinal))
        {
            string text = zone.Replace("'", "''", StringComparison.Ordinal);
            if ((await target.QueryStringsAsync($"SELECT CONVERT_TZ('2026-01-01 00:00:00', '+00:00', '{text}')", cancellationToken))[0][0] is null)
            {
                throw new UnknownTimeZoneException(zone);
            }
        }

        string here = (await target.QueryStringsAsync("SELECT @@system_time_zone", cancellationToken))[0][0]!;
        return here == source || !named.Any(IsSystem) ? System
            : source is not null && Utc.Contains(source, StringComparer.OrdinalIgnoreCase) ? "+00:00"
            : throw new SystemTimeZoneException(source, here);
    }
}
