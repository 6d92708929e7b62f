using System.Collections.Concurrent;
using MySqlConnector;
using Serverless.Ops.DataPlane.Site.Config;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>The database that site_config.json names. A changed file takes effect with the next request.</summary>
internal sealed class SiteDatabase(string folder) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string[]>> columns = new(StringComparer.Ordinal);
    private volatile Snapshot? current;

    public async Task<SiteConfig> ConfigAsync(CancellationToken cancellationToken) => (await NowAsync(cancellationToken)).Config;

    public async Task<MySqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Snapshot now = await NowAsync(cancellationToken);
        var connection = new MySqlConnection(now.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The columns of each table of the site, from the schema. A request may name only these. The schema is read again when
    /// <paramref name="table"/> is not known yet.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string[]>> ColumnsAsync(string table, CancellationToken cancellationToken)
    {
        string key = (await NowAsync(cancellationToken)).ConnectionString;
        if (columns.TryGetValue(key, out IReadOnlyDictionary<string, string[]>? known) && known.ContainsKey(table))
        {
            return known;
        }

        await using MySqlConnection connection = await OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(
            "select table_name, column_name from information_schema.columns where table_schema = database() "
                + "order by table_name, ordinal_position",
            connection
        );
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            string name = reader.GetString(0);
            (found.TryGetValue(name, out List<string>? list) ? list : found[name] = []).Add(reader.GetString(1));
        }

        return columns[key] = found.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }

    public void Dispose() => reading.Dispose();

    private async Task<Snapshot> NowAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(SiteConfigFile.PathIn(folder));
        (DateTime, long) stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (current is { } known && known.Stamp == stamp)
        {
            return known;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            SiteConfig config = await SiteConfigFile.ReadAsync(folder, cancellationToken);
            var fresh = new Snapshot(config, stamp, ConnectionStringOf(config));
            if (current is { } old && old.ConnectionString != fresh.ConnectionString)
            {
                await MySqlConnection.ClearPoolAsync(new MySqlConnection(old.ConnectionString), cancellationToken);
            }

            current = fresh;
            return fresh;
        }
        finally
        {
            reading.Release();
        }
    }

    private static string ConnectionStringOf(SiteConfig config)
    {
        var builder = new MySqlConnectionStringBuilder
        {
            Server = config.DatabaseSocket ?? config.DatabaseHost,
            ConnectionProtocol = config.DatabaseSocket is null ? MySqlConnectionProtocol.Sockets : MySqlConnectionProtocol.UnixSocket,
            UserID = config.DatabaseName,
            Password = config.DatabasePassword,
            Database = config.DatabaseName,
            CharacterSet = "utf8mb4",
            ConnectionTimeout = 5,
            DefaultCommandTimeout = 20,
            MaximumPoolSize = 32,
            ConnectionReset = true,
        };
        if (config.DatabaseSocket is null)
        {
            builder.Port = (uint)config.DatabasePort;
        }

        return builder.ConnectionString;
    }

    private sealed record Snapshot(SiteConfig Config, (DateTime Written, long Bytes) Stamp, string ConnectionString);
}
