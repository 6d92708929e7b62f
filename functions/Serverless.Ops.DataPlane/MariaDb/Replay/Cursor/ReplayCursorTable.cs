using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;

/// <summary>
/// Stores the cursor next to the import's note. The replay writes nothing else on the target before the first transaction of the log.
/// </summary>
internal static class ReplayCursorTable
{
    private const string Schema = Schemas.Notes;
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.ffffff";

    /// <summary>Reads the cursor; null when no replay began.</summary>
    public static async Task<ReplayCursor?> FindAsync(MariaDbConnection target, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?[]> there = await target.QueryStringsAsync(
            $"SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{Schema}' AND TABLE_NAME = 'replay_cursor'",
            cancellationToken
        );
        if (there.Count == 0)
        {
            return null;
        }

        IReadOnlyList<string?[]> rows = await target.QueryStringsAsync(
            "SELECT plan_key, file, position, gtid, state, heartbeat_at, transactions, row_format_before, passed_over "
                + $"FROM {Schema}.replay_cursor WHERE id = 1",
            cancellationToken
        );
        return rows.Count == 0 ? null : Read(rows[0]);
    }

    /// <summary>
    /// Creates the cursor. The same transaction notes at the import that a replay began, so that a later run notices a lost cursor.
    /// </summary>
    public static async Task CreateAsync(MariaDbConnection target, ReplayCursor cursor, CancellationToken cancellationToken)
    {
        await target.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Schema}.replay_cursor "
                + "(id INT NOT NULL PRIMARY KEY, plan_key VARCHAR(255) NOT NULL, file VARCHAR(255) NOT NULL, "
                + "position BIGINT NOT NULL, gtid TEXT NOT NULL, state ENUM('applied','applying') NOT NULL, heartbeat_at DATETIME(6) NULL, "
                + "transactions BIGINT NOT NULL, row_format_before VARCHAR(20) NOT NULL, passed_over LONGTEXT NOT NULL) "
                + "ENGINE=InnoDB CHARACTER SET utf8mb4",
            cancellationToken
        );
        await target.ExecuteAsync("START TRANSACTION", cancellationToken);
        await target.ExecuteAsync(
            $"INSERT INTO {Schema}.replay_cursor VALUES (1, {SqlQuote.Text(cursor.PlanKey)}, "
                + $"{SqlQuote.Text(cursor.Place.File)}, {cursor.Place.Position}, {SqlQuote.Text(cursor.Place.Gtid)}, 'applied', NULL, 0, "
                + $"{SqlQuote.Text(cursor.RowFormatBefore)}, {SqlQuote.Text(string.Join('\0', cursor.PassedOver))})",
            cancellationToken
        );
        await target.ExecuteAsync(ImportNotes.NoteReplay(cursor.PlanKey), cancellationToken);
        await target.ExecuteAsync("COMMIT", cancellationToken);
    }

    /// <summary>Builds the statement that moves the cursor.</summary>
    public static string Update(ReplayCursor cursor) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"UPDATE {Schema}.replay_cursor SET file={SqlQuote.PlainText(cursor.Place.File)},position={cursor.Place.Position},"
                + $"gtid={SqlQuote.PlainText(cursor.Place.Gtid)},state='{(cursor.IsApplying ? "applying" : "applied")}',"
                + $"heartbeat_at={Time(cursor.HeartbeatAt)},transactions={cursor.Transactions} WHERE id=1"
        );

    private static ReplayCursor Read(string?[] row) =>
        new(
            row[0]!,
            new BinlogCoordinates(row[1]!, long.Parse(row[2]!, CultureInfo.InvariantCulture), row[3]!),
            row[4] == "applying",
            row[5] is { } at
                ? DateTimeOffset.ParseExact(at, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : null,
            long.Parse(row[6]!, CultureInfo.InvariantCulture),
            row[7]!,
            row[8]!.Split('\0', StringSplitOptions.RemoveEmptyEntries)
        );

    private static string Time(DateTimeOffset? at) =>
        at is { } time ? $"'{time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}'" : "NULL";
}
