using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Sets server-wide variables for fast loading. Durability is off while rows are loaded, because a target that dies during an import is
/// thrown away. Afterwards durability is on, whatever the old values were: an interrupted import must not pass its own values to the next
/// one. If a variable cannot be set while the server runs, the import gives a warning, see <see cref="TargetDurability"/>.
/// event_scheduler is switched off and stays off until the workflow gate has passed.
/// </summary>
internal sealed class BulkSettings : IAsyncDisposable
{
    private static readonly (string Name, string Bulk)[] Changed =
    [
        ("innodb_io_capacity_max", "40000"),
        ("innodb_io_capacity", "20000"),
        ("innodb_max_dirty_pages_pct", "90"),
        ("local_infile", "1"),
        ("max_allowed_packet", "1073741824"),
        ("log_bin_trust_function_creators", "1"), // the source has already accepted each function for its log
    ];

    private static readonly (string Name, string Bulk, string Durable)[] Durability =
    [
        ("innodb_flush_log_at_trx_commit", "0", "1"),
        ("sync_binlog", "0", "1"),
    ];

    private readonly MariaDbConnection connection;
    private readonly List<(string Name, string Value)> before = [];

    private BulkSettings(MariaDbConnection connection) => this.connection = connection;

    public static async Task<BulkSettings> ApplyAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        var settings = new BulkSettings(connection);
        connection.Activity = "setting the target up for bulk loading";
        if ((await ReadAsync(connection, "event_scheduler", cancellationToken)) != "DISABLED")
        {
            await connection.ExecuteAsync("SET GLOBAL event_scheduler=OFF", cancellationToken);
        }

        foreach ((string name, string bulk, _) in Durability)
        {
            await connection.ExecuteAsync($"SET GLOBAL {name}={bulk}", cancellationToken);
        }

        foreach ((string name, string bulk) in Changed)
        {
            settings.before.Insert(0, (name, await ReadAsync(connection, name, cancellationToken)));
            await connection.ExecuteAsync($"SET GLOBAL {name}={bulk}", cancellationToken);
        }

        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach ((string name, string value) in before.Concat(Durability.Select(setting => (setting.Name, setting.Durable))))
            {
                await connection.ExecuteAsync($"SET GLOBAL {name}={Literal(value)}", CancellationToken.None);
            }
        }
        catch (ServerGoneException)
        {
            // A person must see why the connection was lost, not this second error. The next run sets the variables again.
        }
    }

    private static string Literal(string value) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? value : SqlQuote.Text(value);

    private static async Task<string> ReadAsync(MariaDbConnection connection, string name, CancellationToken cancellationToken) =>
        (await connection.QueryStringsAsync($"SELECT @@global.{name}", cancellationToken))[0][0]!;
}
