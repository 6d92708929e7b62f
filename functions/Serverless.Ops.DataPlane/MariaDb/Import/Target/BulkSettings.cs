using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Sets server-wide variables for fast loading. Durability is off while rows are loaded, because a target that dies during an import is
/// thrown away. Afterwards durability is on, whatever the old values were. All other variables get their old values back, see
/// <see cref="NotedSettings"/>. If a variable cannot be set while the server runs, the import gives a warning, see
/// <see cref="TargetDurability"/>. event_scheduler is switched off and stays off until the workflow gate has passed.
/// </summary>
internal static class BulkSettings
{
    // In this order: a variable may be bounded by the one before it.
    private static readonly (string Name, string Bulk, string? After)[] Changed =
    [
        ("innodb_flush_log_at_trx_commit", "0", "1"),
        ("sync_binlog", "0", "1"),
        ("innodb_io_capacity_max", "40000", null),
        ("innodb_io_capacity", "20000", null),
        ("innodb_max_dirty_pages_pct", "90", null),
        ("local_infile", "1", null),
        ("max_allowed_packet", "1073741824", null),
        ("log_bin_trust_function_creators", "1", null), // the source has already accepted each function for its log
    ];

    public static async Task ApplyAsync(MariaDbConnection connection, NotedSettings settings, CancellationToken cancellationToken)
    {
        if ((await NotedSettings.ReadAsync(connection, "event_scheduler", cancellationToken)) != "DISABLED")
        {
            connection.Activity = "switching the target's events off";
            await connection.ExecuteAsync("SET GLOBAL event_scheduler=OFF", cancellationToken);
        }

        foreach ((string name, string bulk, string? after) in Changed)
        {
            await settings.SetAsync(name, bulk, after, cancellationToken);
        }
    }
}
