using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>Makes a connection ready to replay, and keeps others from replaying at the same time.</summary>
internal static class TargetSession
{
    private const string LockName = "serverless_ops_restore";

    /// <summary>
    /// Waits for the lock. It is the server that holds it for a connection, so it is free only once an earlier one that was cut has
    /// finished what it had been sent: the cursor that is read afterwards is the last word.
    /// </summary>
    /// <exception cref="ReplayRunningException"/>
    public static async Task LockAsync(MariaDbConnection target, TimeSpan wait, CancellationToken cancellationToken)
    {
        target.Activity = "waiting for an earlier replay's connection to end";
        string? got = (await target.QueryStringsAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT GET_LOCK('{LockName}', {wait.TotalSeconds:0.###})"), cancellationToken))[0][0];
        if (got != "1")
        {
            throw new ReplayRunningException(wait);
        }
    }

    public static async Task PrepareAsync(MariaDbConnection target, CancellationToken cancellationToken)
    {
        target.Activity = "preparing the session";
        await target.ExecuteAsync("SET SESSION sql_log_bin=0", cancellationToken);
        await target.ExecuteAsync("SET SESSION autocommit=1, max_statement_time=0, wait_timeout=86400, net_read_timeout=3600, net_write_timeout=3600", cancellationToken);
        await target.ExecuteAsync(StatementSession.Baseline, cancellationToken);
    }

    public static async Task<long> ReadPacketLimitAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        long.Parse((await target.QueryStringsAsync("SELECT @@max_allowed_packet", cancellationToken))[0][0]!, CultureInfo.InvariantCulture);
}
