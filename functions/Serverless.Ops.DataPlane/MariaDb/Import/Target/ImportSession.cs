using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// The session that writes to a target. Its settings agree with the header of the chunks, and nothing that it writes goes to the binary
/// log. Every other variable is as on all our connections, see <see cref="SessionVariables"/>.
/// </summary>
internal static class ImportSession
{
    private const string Settings =
        "SET SESSION sql_log_bin=0, sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', foreign_key_checks=0, check_constraint_checks=0, "
        + "system_versioning_insert_history=1, system_versioning_alter_history=KEEP, innodb_strict_mode=0, enforce_storage_engine=NULL, "
        // A MEMORY table takes as many rows as the source's had. The server warns of the largest number in the next thousand.
        + "max_heap_table_size=18446744073709550592, max_error_count=65535";

    /// <summary>Opens a session that only keeps notes and settings.</summary>
    public static Task<MariaDbConnection> OpenAsync(MariaDbEndpoint target, MariaDbAccount account, CancellationToken cancellationToken) =>
        OpenAsync(target, account, new Dictionary<string, string>(), cancellationToken);

    /// <param name="source">The source's variables, from the set's manifest.</param>
    public static async Task<MariaDbConnection> OpenAsync(
        MariaDbEndpoint target,
        MariaDbAccount account,
        IReadOnlyDictionary<string, string> source,
        CancellationToken cancellationToken
    )
    {
        MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        connection.Activity = "setting up its session";
        await connection.ExecuteAsync(Settings + SourceDefaults.OfDefinitions(source), cancellationToken);
        return connection;
    }
}
