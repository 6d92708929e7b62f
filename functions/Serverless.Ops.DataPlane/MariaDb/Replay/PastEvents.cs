using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Disables events that the source may have run for the last time before the restored second. The log does not say that an event ran: the
/// source only sets the event to DISABLED, without a log entry, or drops it, with one. Left enabled, such an event would run once more
/// when event_scheduler is switched on, also a recurring event after its ENDS. https://mariadb.com/kb/en/create-event/
/// A note on the target names each event before it is changed. So a run that was cut goes on, and a later run tells the same.
/// </summary>
internal static class PastEvents
{
    private const string TableName = "disabled_events";
    private const string Table = $"{Schemas.Notes}.{TableName}";
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    /// <param name="target">A session that writes no binary log and sends utf8mb4.</param>
    /// <param name="restoredTo">T. An event of exactly this second counts as past.</param>
    /// <returns>A sentence for a person about each event that is disabled.</returns>
    public static async Task<IReadOnlyList<string>> DisableAsync(
        MariaDbConnection target,
        DateTimeOffset restoredTo,
        CancellationToken cancellationToken
    )
    {
        target.Activity = "looking for events that may have run already";
        ScheduledEvent[] past =
        [
            .. (await ReadEnabledAsync(target, restoredTo, cancellationToken)).Where(item => item.NextAfterRestore() is null),
        ];
        if (past.Length > 0)
        {
            await NoteAsync(target, past, cancellationToken);
        }

        if (!await NotesExistAsync(target, cancellationToken))
        {
            return [];
        }

        foreach (
            string?[] note in await target.QueryStringsAsync(
                $"SELECT db, name, settings FROM {Table} WHERE NOT is_done ORDER BY db, name",
                cancellationToken
            )
        )
        {
            target.Activity = $"disabling event {SqlQuote.Name(note[0]!, note[1]!)}";

            // A running server keeps its own list of events, and only ALTER EVENT changes that list. But ALTER EVENT also gives the event a
            // new definer and character sets, so these are set back in the table. The server reads them from there when an event runs.
            await target.ExecuteAsync($"ALTER EVENT {SqlQuote.Name(note[0]!, note[1]!)} DISABLE", cancellationToken);
            await target.ExecuteAsync($"UPDATE mysql.event SET {note[2]} WHERE {Is(note)}", cancellationToken);
            await target.ExecuteAsync($"UPDATE {Table} SET is_done = 1 WHERE {Is(note)}", cancellationToken);
        }

        return await ReadAsync(target, cancellationToken);
    }

    /// <returns>A sentence about each event that the replay disabled.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        await NotesExistAsync(target, cancellationToken)
            ? [.. (await target.QueryStringsAsync($"SELECT told FROM {Table} ORDER BY db, name", cancellationToken)).Select(row => row[0]!)]
            : [];

    private static async Task<IReadOnlyList<ScheduledEvent>> ReadEnabledAsync(
        MariaDbConnection target,
        DateTimeOffset restoredTo,
        CancellationToken cancellationToken
    )
    {
        // The table holds UTC. The server counts days and months in the event's own time zone.
        string utc = SqlQuote.Text(restoredTo.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        string times = string.Join(
            ", ",
            ((string[])["execute_at", "starts", "ends", utc]).Select(time =>
                $"DATE_FORMAT(COALESCE(CONVERT_TZ({time}, '+00:00', time_zone), {time}), '%Y-%m-%d %H:%i:%s')"
            )
        );
        return
        [
            .. (
                await target.QueryStringsAsync(
                    $"SELECT db, name, definer, time_zone, interval_field, interval_value, {times}, "
                        + "character_set_client, collation_connection, db_collation "
                        + $"FROM mysql.event WHERE status = 'ENABLED' AND db NOT IN {Schemas.OfServer} ORDER BY db, name",
                    cancellationToken
                )
            ).Select(row => new ScheduledEvent(
                row[0]!,
                row[1]!,
                row[2]!,
                row[3]!,
                row[4],
                row[5] is null ? 0 : long.Parse(row[5]!, CultureInfo.InvariantCulture),
                Time(row[6]),
                Time(row[7]),
                Time(row[8]),
                Time(row[9])!.Value,
                $"definer = {SqlQuote.Text(row[2]!)}, character_set_client = {SqlQuote.Text(row[10]!)}, "
                    + $"collation_connection = {SqlQuote.Text(row[11]!)}, db_collation = {SqlQuote.Text(row[12]!)}"
            )),
        ];
    }

    private static async Task NoteAsync(MariaDbConnection target, ScheduledEvent[] past, CancellationToken cancellationToken)
    {
        await target.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Table} (db VARCHAR(64) NOT NULL, name VARCHAR(64) NOT NULL, settings LONGTEXT NOT NULL, "
                + "told LONGTEXT NOT NULL, is_done TINYINT NOT NULL, PRIMARY KEY (db, name)) "
                + "ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            cancellationToken
        );
        foreach (ScheduledEvent item in past)
        {
            await target.ExecuteAsync(
                $"INSERT IGNORE INTO {Table} VALUES ({SqlQuote.Text(item.Schema)}, {SqlQuote.Text(item.Name)}, "
                    + $"{SqlQuote.Text(item.Settings)}, {SqlQuote.Text(item.ToString())}, 0)",
                cancellationToken
            );
        }
    }

    private static string Is(string?[] note) => $"db = {SqlQuote.Text(note[0]!)} AND name = {SqlQuote.Text(note[1]!)}";

    private static async Task<bool> NotesExistAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        (
            await target.QueryStringsAsync(
                $"SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{Schemas.Notes}' AND TABLE_NAME = '{TableName}'",
                cancellationToken
            )
        ).Count > 0;

    private static DateTime? Time(string? text) =>
        text is null ? null : DateTime.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture);
}
