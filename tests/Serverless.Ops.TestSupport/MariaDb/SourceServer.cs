using Serverless.Ops.Local.Servers;
using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>A production-like server of the tests: binary logs in ROW format, durable, root over the socket. One per test class.</summary>
public class SourceServer : IAsyncLifetime
{
    private MariaDbServer? server;

    /// <summary>What a source has to be set to; the documentation names the same.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        "server-id=1",
        "log-bin=mysql-bin",
        "binlog-format=ROW",
        "sync-binlog=1",
        "max-allowed-packet=256M",
        "innodb-buffer-pool-size=64M",
        "innodb-log-file-size=64M",
        "local-infile=ON",
    ];

    public MariaDbServer Server => ServerNeeds.Met(server);

    /// <summary>Further settings of a class that needs them.</summary>
    protected virtual IReadOnlyList<string> MoreSettings => [];

    public async ValueTask InitializeAsync()
    {
        if (!ServerNeeds.AreMet)
        {
            return;
        }

        string folder = Directory.CreateTempSubdirectory("ops-mariadb-").FullName;
        server = await MariaDbServer.StartAsync(folder, [.. Settings, .. MoreSettings], TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
            Directory.Delete(server.Folder, recursive: true);
        }

        GC.SuppressFinalize(this);
    }
}
