using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Prepares a connection for a replay, and keeps other replays off the target.</summary>
internal static class TargetSession
{
    /// <summary>The lock that a replay's connection holds.</summary>
    public const string LockName = "serverless_ops_restore";

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
        await target.ExecuteAsync(
            // enforce_storage_engine needs SUPER, so it is not among the variables of all connections.
            "SET SESSION sql_log_bin=0, enforce_storage_engine=NULL, max_heap_table_size=18446744073709550592"
                + SourceDefaults.OfStatements(source),
            cancellationToken
        );
        await target.ExecuteAsync(StatementSession.Baseline(zones.Rows), cancellationToken);
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

/// <summary>Another replay runs on this target, or the server still executes the last packet of one that was cut.</summary>
public sealed class ReplayRunningException(TimeSpan waited)
    : TransientException(
        $"Another replay holds the target's lock. This replay waited {waited.TotalSeconds:0} s for it.",
        "wait until that replay ends or the server closes its connection; then run this replay again."
    );
