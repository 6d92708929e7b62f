using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Sets server-wide variables of a target for the time of an import or a replay. The value to put back is noted on the target before the
/// variable is set, since a killed run cannot put it back. Each run puts back every noted value when it ends, good or bad, also the values
/// that a run before it noted. A lock of the server keeps runs apart until the values are back.
/// </summary>
/// <param name="target">
/// A connection that does no other work, so that it still works after the job was told to stop. It holds a lock until it closes.
/// </param>
/// <param name="lockOfWork">
/// A lock that the connection of the work holds; null without one. After a failure the server may still run the last statement of that
/// connection, under these settings. They are put back only when that has ended, otherwise by the next run.
/// </param>
internal sealed class NotedSettings(MariaDbConnection target, string? lockOfWork) : IAsyncDisposable
{
    private const string Table = $"`{Schemas.Notes}`.`settings_before`";
    private const string LockName = $"{Schemas.Notes}.settings";
    private const int LockWaitSeconds = 10;
    private const int NoSuchDatabase = 1049;
    private const int NoSuchTable = 1146;
    private bool hasBegun;

    /// <summary>From here on, this run puts back what it sets and what a killed run before it has set, also when it fails.</summary>
    /// <exception cref="SettingsHeldException"/>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        target.Activity = "taking the lock of the target's settings";
        await target.ExecuteAsync("SET SESSION sql_log_bin=0", cancellationToken);
        if (!await LockAsync(LockName, 2 * LockWaitSeconds, cancellationToken))
        {
            throw new SettingsHeldException();
        }

        hasBegun = true;
    }

    /// <summary>Notes the value that the variable has now, and sets the variable.</summary>
    /// <param name="value">A literal of SQL.</param>
    /// <param name="before">The value to put back instead of the present one; null for the present one.</param>
    public async Task SetAsync(string name, string value, string? before, CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken);
        string present = await ReadAsync(target, name, cancellationToken);
        // An earlier run may have set the variable and noted its value. If the variable no longer has what that run set, the server was
        // started again, or a person set it: then the present value counts.
        await target.ExecuteAsync(
            $"INSERT INTO {Table} (name, value) VALUES ({SqlQuote.Text(name)}, {SqlQuote.Text(before ?? present)}) ON DUPLICATE KEY UPDATE "
                + $"value = IF({(before is null ? "1" : "0")} AND COALESCE(set_to, {SqlQuote.Text(present)}) = {SqlQuote.Text(present)}, "
                + "value, VALUES(value)), set_to = NULL",
            cancellationToken
        );
        target.Activity = $"setting {name}";
        await target.ExecuteAsync($"SET GLOBAL {name}={value}", cancellationToken);
        await target.ExecuteAsync(
            $"UPDATE {Table} SET set_to = {SqlQuote.Text(await ReadAsync(target, name, cancellationToken))} "
                + $"WHERE name = {SqlQuote.Text(name)}",
            cancellationToken
        );
    }

    /// <summary>Puts back every noted value, the last one first. Call it when the work is done.</summary>
    public async Task PutBackAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string?[]> noted = await ReadNotedAsync(cancellationToken);
        await PutBackAsync(noted, cancellationToken);
    }

    /// <summary>Puts back what is still noted, after the work failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!hasBegun)
        {
            return;
        }

        try
        {
            IReadOnlyList<string?[]> noted = await ReadNotedAsync(CancellationToken.None);
            if (noted.Count > 0 && (lockOfWork is null || await LockAsync(lockOfWork, LockWaitSeconds, CancellationToken.None)))
            {
                await PutBackAsync(noted, CancellationToken.None);
            }
        }
        catch (OpsException)
        {
            // A person must see why the work failed, not this second error of the same server. The next run puts the values back.
        }
    }

    public static async Task<string> ReadAsync(MariaDbConnection target, string name, CancellationToken cancellationToken)
    {
        target.Activity = $"reading {name}";
        return (await target.QueryStringsAsync($"SELECT @@global.{name}", cancellationToken))[0][0]!;
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        target.Activity = "noting the target's settings";
        await target.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS `{Schemas.Notes}` CHARACTER SET utf8mb4", cancellationToken);
        await target.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Table} (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(64) NOT NULL UNIQUE, "
                + "value VARCHAR(255) NOT NULL, set_to VARCHAR(255)) ENGINE=InnoDB CHARACTER SET utf8mb4",
            cancellationToken
        );
    }

    private async Task PutBackAsync(IReadOnlyList<string?[]> noted, CancellationToken cancellationToken)
    {
        target.Activity = "putting the target's settings back";
        foreach (string?[] row in noted)
        {
            await target.ExecuteAsync($"SET GLOBAL {row[0]}={Literal(row[1]!)}", cancellationToken);
        }

        if (noted.Count > 0)
        {
            await target.ExecuteAsync($"DROP TABLE {Table}", cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string?[]>> ReadNotedAsync(CancellationToken cancellationToken)
    {
        target.Activity = "reading the target's noted settings";
        try
        {
            return await target.QueryStringsAsync($"SELECT name, value FROM {Table} ORDER BY id DESC", cancellationToken);
        }
        catch (ServerErrorException none) when (none.Number is NoSuchTable or NoSuchDatabase)
        {
            return [];
        }
    }

    private async Task<bool> LockAsync(string name, int seconds, CancellationToken cancellationToken) =>
        (await target.QueryStringsAsync($"SELECT GET_LOCK('{name}', {seconds})", cancellationToken))[0][0] == "1";

    private static string Literal(string value) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? value : SqlQuote.Text(value);
}

/// <summary>Another import or replay has not put the target's settings back yet.</summary>
public sealed class SettingsHeldException()
    : TransientException(
        "Another import or replay on this target has not put the server's settings back yet.",
        "wait until that job ends, or until the server ends its connection; then run this job again."
    );
