using System.Text.Json.Nodes;
using MySqlConnector;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Aws.Ec2;

/// <summary>Launches restore hosts with a real mariadbd.</summary>
public sealed class MariaDbInstanceLauncherTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-host-").FullName;
    private readonly NotedSite site = new();
    private MariaDbInstanceLauncher launcher = null!;

    public ValueTask InitializeAsync()
    {
        var template = new InstanceTemplate(
            Path.Combine(folder, "instances"),
            Repository.PathOf("infra", "host"),
            "/bin/true",
            "file:///store",
            Path.Combine(folder, "it's parameters"),
            "fern",
            "http://127.0.0.1:9"
        );
        launcher = new MariaDbInstanceLauncher(template, site);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Instance_IsAnEmptyServerWithTheTargetsAccountAndItsSite()
    {
        string socket;
        await using (
            ILaunchedInstance instance = await launcher.LaunchAsync(
                new InstanceOrder("i-1", new Dictionary<string, string>()),
                CancellationToken.None
            )
        )
        {
            string[] settings = await File.ReadAllLinesAsync(instance.EnvironmentFile);
            socket = settings.Single(line => line.StartsWith("OPS_DATABASE=", StringComparison.Ordinal))["OPS_DATABASE='unix:".Length..^1];
            settings.ShouldContain("OPS_ESTATE='fern'");
            settings.ShouldContain("AWS_ENDPOINT_URL_SFN='http://127.0.0.1:9'");
            await using MySqlConnection connection = await ConnectAsTargetAsync(socket);

            (await AskAsync(connection, "select concat(@@log_bin, @@event_scheduler, @@local_infile)")).ShouldBe("OFFOFFON");
            (
                await AskAsync(
                    connection,
                    "select count(*) from information_schema.schemata "
                        + "where schema_name not in ('mysql','information_schema','performance_schema','sys')"
                )
            ).ShouldBe("0");
            site.Started.ShouldBe([(Path.Combine(folder, "instances", "i-1", "site"), socket)]);
            settings.ShouldContain($"OPS_SITE_FOLDER='{Path.Combine(folder, "instances", "i-1", "site")}'");
            site.Ended.ShouldBe(0);
        }

        site.Ended.ShouldBe(1);
        File.Exists(socket).ShouldBeFalse("the server ends with its instance");
    }

    [Fact]
    public async Task TargetsPassword_IsTheSameOnEveryInstance_AndForItsOwnerAlone()
    {
        await using ILaunchedInstance first = await launcher.LaunchAsync(
            new InstanceOrder("i-1", new Dictionary<string, string>()),
            CancellationToken.None
        );
        await using ILaunchedInstance second = await launcher.LaunchAsync(
            new InstanceOrder("i-2", new Dictionary<string, string>()),
            CancellationToken.None
        );

        foreach (ILaunchedInstance instance in (ILaunchedInstance[])[first, second])
        {
            string line = (await File.ReadAllLinesAsync(instance.EnvironmentFile)).Single(setting =>
                setting.StartsWith("OPS_DATABASE=", StringComparison.Ordinal)
            );
            await using MySqlConnection connection = await ConnectAsTargetAsync(line["OPS_DATABASE='unix:".Length..^1]);
        }

        File.GetUnixFileMode(AccountFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private string AccountFile => Path.Combine(folder, "it's parameters", "serverless-ops", "fern", "accounts", "target");

    private async Task<MySqlConnection> ConnectAsTargetAsync(string socket)
    {
        JsonNode account = JsonNode.Parse(await File.ReadAllTextAsync(AccountFile))!;
        var connection = new MySqlConnection(
            new MySqlConnectionStringBuilder
            {
                Server = socket,
                ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
                UserID = (string)account["user"]!,
                Password = (string)account["password"]!,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<string> AskAsync(MySqlConnection connection, string question)
    {
        await using var command = new MySqlCommand(question, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    private sealed class NotedSite : IInstanceSite, IAsyncDisposable
    {
        public List<(string Folder, string Socket)> Started { get; } = [];

        public int Ended { get; private set; }

        public Task<IAsyncDisposable> StartAsync(string siteFolder, string databaseSocket, CancellationToken cancellationToken)
        {
            Directory.Exists(siteFolder).ShouldBeTrue();
            Started.Add((siteFolder, databaseSocket));
            return Task.FromResult<IAsyncDisposable>(this);
        }

        public ValueTask DisposeAsync()
        {
            Ended++;
            return ValueTask.CompletedTask;
        }
    }
}
