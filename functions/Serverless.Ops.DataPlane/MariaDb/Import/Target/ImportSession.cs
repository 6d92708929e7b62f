using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// The session that writes to a target. Its settings agree with the header of the chunks, and nothing that it writes goes to the binary
/// log.
/// </summary>
internal static class ImportSession
{
    private const string Settings =
        "SET SESSION sql_log_bin=0, time_zone='+00:00', sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', foreign_key_checks=0, "
        + "check_constraint_checks=0, system_versioning_insert_history=1, system_versioning_alter_history=KEEP, innodb_strict_mode=0, "
        + "old_mode=DEFAULT, max_error_count=65535, max_statement_time=0, net_read_timeout=86400, net_write_timeout=86400, "
        + "wait_timeout=86400, lock_wait_timeout=86400, NAMES utf8mb4";

    public static Task<MariaDbConnection> OpenAsync(ImportRequest request, CancellationToken cancellationToken) =>
        OpenAsync(request.Target, request.Account, cancellationToken);

    public static async Task<MariaDbConnection> OpenAsync(
        MariaDbEndpoint target,
        MariaDbAccount account,
        CancellationToken cancellationToken
    )
    {
        MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        await connection.ExecuteAsync(Settings, cancellationToken);
        return connection;
    }
}
