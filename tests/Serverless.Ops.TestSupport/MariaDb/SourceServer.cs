using Serverless.Ops.Local.Servers;
using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>A source for the tests of one class, as in production: durable binary logs in ROW format. Not enrolled.</summary>
public class SourceServer : IAsyncLifetime
{
    private MariaDbServer? server;

    /// <summary>The settings that a source needs. <c>docs/operations/enrolment.md</c> lists them.</summary>
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

    /// <summary>More server settings of a derived class.</summary>
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
