using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Server-wide settings while rows are loaded: a target that dies then is started anew anyway, so that nothing need be durable. Afterwards
/// these settings are durable, whatever they were: an import that was cut must not leave its own to the next one. What cannot be set while a
/// server runs is a warning of the import, see <see cref="TargetDurability"/>. event_scheduler is switched off and stays off: the workflow
/// gate has to pass first.
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
        ("log_bin_trust_function_creators", "1"), // a function is made as it was; whether it suits the log was decided on the source
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
            // Why the connection was lost is the error that a person has to see; the run that comes after this one sets them anew.
        }
    }

    private static string Literal(string value) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? value : SqlQuote.Text(value);

    private static async Task<string> ReadAsync(MariaDbConnection connection, string name, CancellationToken cancellationToken) =>
        (await connection.QueryStringsAsync($"SELECT @@global.{name}", cancellationToken))[0][0]!;
}
