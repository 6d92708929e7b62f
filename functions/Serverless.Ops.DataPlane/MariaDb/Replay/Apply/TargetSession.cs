using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Prepares a connection for a replay, and keeps other replays off the target.</summary>
internal static class TargetSession
{
    // These settings affect BINLOG statements as they affect a replica. They exist for the whole server only.
    private static readonly (string Name, string Needed)[] RowSettings =
    [
        ("slave_exec_mode", "STRICT"),
        ("slave_type_conversions", ""),
        ("slave_run_triggers_for_rbr", "NO"),
    ];

    private const string LockName = "serverless_ops_restore";

    /// <summary>Checks that the target runs no events, also after a restart: only the replay may change the target.</summary>
    /// <exception cref="EventSchedulerOnException"/>
    public static async Task CheckEventsAsync(MariaDbConnection target, CancellationToken cancellationToken)
    {
        target.Activity = "checking that the target runs no events";
        if ((await target.QueryStringsAsync("SELECT @@global.event_scheduler", cancellationToken))[0][0] == "ON")
        {
            throw new EventSchedulerOnException();
        }
    }

    /// <summary>Checks that a row that does not fit is an error, and that a row event changes nothing but its rows.</summary>
    /// <exception cref="TargetSettingException"/>
    public static async Task CheckRowSettingsAsync(MariaDbConnection target, CancellationToken cancellationToken)
    {
        target.Activity = "checking how the target applies row events";
        foreach ((string name, string needed) in RowSettings)
        {
            string found = (await target.QueryStringsAsync($"SELECT @@global.{name}", cancellationToken))[0][0]!;
            if (found != needed)
            {
                throw new TargetSettingException(name, found, needed);
            }
        }
    }

    /// <summary>
    /// Waits for the target's lock. The server keeps the lock until the connection that holds it has finished, even one that was cut.
    /// So no earlier replay can still move the cursor once this returns.
    /// </summary>
    /// <exception cref="ReplayRunningException"/>
    public static async Task LockAsync(MariaDbConnection target, TimeSpan wait, CancellationToken cancellationToken)
    {
        target.Activity = "waiting for an earlier replay's connection to end";
        string? got = (
            await target.QueryStringsAsync(
                string.Create(CultureInfo.InvariantCulture, $"SELECT GET_LOCK('{LockName}', {wait.TotalSeconds:0.###})"),
                cancellationToken
            )
        )[0][0];
        if (got != "1")
        {
            throw new ReplayRunningException(wait);
        }
    }

    /// <param name="source">The source's settings, by name; null when the plan has none.</param>
    public static async Task PrepareAsync(
        MariaDbConnection target,
        IReadOnlyDictionary<string, string>? source,
        SourceZones zones,
        CancellationToken cancellationToken
    )
    {
        target.Activity = "preparing the session";
        await target.ExecuteAsync("SET SESSION sql_log_bin=0", cancellationToken);
        await target.ExecuteAsync(
            "SET SESSION autocommit=1, max_statement_time=0, wait_timeout=86400, net_read_timeout=3600, net_write_timeout=3600",
            cancellationToken
        );
        await target.ExecuteAsync(StatementSession.Baseline(zones.Rows), cancellationToken);
        foreach (string name in (string[])["default_storage_engine", "old_mode"])
        {
            // The log does not record these settings, and the result of CREATE TABLE depends on them.
            if (source?.GetValueOrDefault(name) is { } value)
            {
                await target.ExecuteAsync($"SET SESSION {name}={SqlQuote.Text(value)}", cancellationToken);
            }
        }
    }

    public static async Task<long> ReadPacketLimitAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        long.Parse((await target.QueryStringsAsync("SELECT @@max_allowed_packet", cancellationToken))[0][0]!, CultureInfo.InvariantCulture);
}

/// <summary>The target would run the source's events. They would change the restored data and may reach other systems.</summary>
public sealed class EventSchedulerOnException()
    : PermanentException(
        "The target's event_scheduler is ON: the source's events would run on it.",
        "run SET GLOBAL event_scheduler=OFF on the target and remove the setting from its configuration; "
            + "if events may have run already, restore onto a fresh instance."
    );

/// <summary>With this setting the target could apply row events wrongly without an error. Checked before any write.</summary>
public sealed class TargetSettingException(string name, string found, string needed)
    : PermanentException(
        $"The target's {name} is '{found}'. With that value the server may change, skip or double rows without an error.",
        $"run SET GLOBAL {name}='{needed}' on the target and remove the setting from its configuration; then replay again."
    );

/// <summary>Another replay runs on this target, or the server still executes the last packet of one that was cut.</summary>
public sealed class ReplayRunningException(TimeSpan waited)
    : TransientException(
        $"Another replay holds the target's lock. This replay waited {waited.TotalSeconds:0} s for it.",
        "wait until that replay ends or the server closes its connection; then run this replay again."
    );
