using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Makes a connection ready to replay, and keeps others from replaying at the same time.</summary>
internal static class TargetSession
{
    // All three hold for BINLOG statements as for a replica, and only for the server as a whole.
    private static readonly (string Name, string Needed)[] RowSettings =
    [
        ("slave_exec_mode", "STRICT"),
        ("slave_type_conversions", ""),
        ("slave_run_triggers_for_rbr", "NO"),
    ];

    private const string LockName = "serverless_ops_restore";

    /// <summary>Checks that nothing but the replay changes the target, after a restart neither.</summary>
    /// <exception cref="EventSchedulerOnException"/>
    public static async Task CheckEventsAsync(MariaDbConnection target, CancellationToken cancellationToken)
    {
        target.Activity = "looking whether the target runs events";
        if ((await target.QueryStringsAsync("SELECT @@global.event_scheduler", cancellationToken))[0][0] == "ON")
        {
            throw new EventSchedulerOnException();
        }
    }

    /// <summary>Checks that a row that does not fit is an error, and that rows of the log are all that it changes.</summary>
    /// <exception cref="TargetSettingException"/>
    public static async Task CheckRowSettingsAsync(MariaDbConnection target, CancellationToken cancellationToken)
    {
        target.Activity = "looking how the target applies row events";
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
    /// Waits for the lock. It is the server that holds it for a connection, so it is free only once an earlier one that was cut has
    /// finished what it had been sent: the cursor that is read afterwards is the last word.
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
            // The log does not say them, and CREATE TABLE means something else without.
            if (source?.GetValueOrDefault(name) is { } value)
            {
                await target.ExecuteAsync($"SET SESSION {name}={SqlQuote.Text(value)}", cancellationToken);
            }
        }
    }

    public static async Task<long> ReadPacketLimitAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        long.Parse((await target.QueryStringsAsync("SELECT @@max_allowed_packet", cancellationToken))[0][0]!, CultureInfo.InvariantCulture);
}

/// <summary>The target would run the source's events: it would change what is being restored, and act on the world.</summary>
public sealed class EventSchedulerOnException()
    : PermanentException(
        "The target's event_scheduler is ON: the source's events would run on it.",
        "run SET GLOBAL event_scheduler=OFF on the target and take the setting out of its configuration; if events may have run already, restore onto a fresh instance."
    );

/// <summary>Under the target's setting row events would not be applied as they are, and no error would tell; found before any write.</summary>
public sealed class TargetSettingException(string name, string found, string needed)
    : PermanentException(
        $"The target's {name} is '{found}': rows of the log could be changed, skipped or doubled without an error.",
        $"run SET GLOBAL {name}='{needed}' on the target and take the setting out of its configuration; then replay again."
    );

/// <summary>Another connection is replaying onto this target, or one that was cut is still executing its last packet.</summary>
public sealed class ReplayRunningException(TimeSpan waited)
    : TransientException(
        $"Another replay holds the target's lock, and did for the {waited.TotalSeconds:0} s that this one waited.",
        "wait for that replay to end, or for the server to end its connection; then run it again."
    );
