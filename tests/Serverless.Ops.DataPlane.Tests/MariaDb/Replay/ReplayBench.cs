using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Load;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>
/// A source with its shipped log, and targets onto which the database set was imported. Unless a test sets another, the set is the empty
/// server at the log's beginning. Then everything on the target comes from the log.
/// </summary>
internal sealed partial class ReplayBench(ShippingBench source) : IAsyncDisposable
{
    private static readonly string[] TargetSettings =
    [
        "server-id=9",
        "max-allowed-packet=1G",
        "innodb-buffer-pool-size=64M",
        "innodb-log-file-size=64M",
        "innodb-flush-log-at-trx-commit=0",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("ops-replay-").FullName;
    private readonly List<MariaDbServer> targets = [];

    public ShippingBench Source => source;

    /// <summary>The database set of the plans; null for the empty server.</summary>
    public DatabaseManifest? Set { get; set; }

    /// <summary>True to leave findings out of the catalogue, as if an older version had shipped the log.</summary>
    public bool IsShippedByOlderVersion { get; set; }

    /// <summary>Folder for the targets; null for the bench's own folder.</summary>
    public string? TargetsBelow { get; set; }

    public ReplayOptions Options { get; set; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ReplayBench> StartAsync(params string[] settings) => new(await ShippingBench.StartAsync(settings));

    public static string KeyOf(RestorePlan plan) => new StoreKeys(plan.Estate).Plan(plan.RunId);

    public static MariaDbEndpoint EndpointOf(MariaDbServer server) => new(server.Socket, null, 0);

    /// <summary>Starts a target and imports the set onto it. The log has to be shipped first.</summary>
    public async Task<MariaDbServer> StartTargetAsync(params string[] settings)
    {
        MariaDbServer server = await StartEmptyTargetAsync(settings);
        await ImportAsync(server, (await ReadCatalogueAsync()).DatabaseSets[0].SetId);
        return server;
    }

    /// <summary>Backs up the source as it is now, starts a target, and imports that set.</summary>
    public async Task<MariaDbServer> BackUpAndImportAsync()
    {
        Set = await new DatabaseDump(source.Store, TimeProvider.System, NoProgress.Instance, new DumpOptions { Connections = 2 }).RunAsync(
            new DumpRequest("fern", "backup", source.Endpoint, ShippingBench.Root),
            Token
        );
        MariaDbServer target = await StartEmptyTargetAsync();
        await ImportAsync(target, Set.SetId);
        return target;
    }

    public async Task<MariaDbServer> StartEmptyTargetAsync(params string[] settings)
    {
        MariaDbServer server = await MariaDbServer.StartAsync(
            Path.Combine(TargetsBelow ?? folder, $"target{Guid.NewGuid():n}"),
            [.. TargetSettings, .. settings],
            Token
        );
        targets.Add(server);
        return server;
    }

    public async Task<ImportResult> ImportAsync(MariaDbServer server, string setId, string runId = "restore") =>
        await new DatabaseImport(source.Store, NoProgress.Instance, new ImportOptions { Connections = 2 }).RunAsync(
            new ImportRequest(runId, await RoundTrip.PlannedAsync(source.Store, setId, Token), EndpointOf(server), ShippingBench.Root),
            Token
        );

    public async Task<MariaDbServer> KillAndRestartAsync(MariaDbServer server)
    {
        await server.KillAsync();
        targets.Remove(server);
        await server.DisposeAsync();
        MariaDbServer again = await MariaDbServer.StartAsync(server.Folder, TargetSettings, Token);
        targets.Add(again);
        return again;
    }

    /// <summary>A catalogue with the shipped logs and the empty server as its one database set.</summary>
    public async Task<BackupCatalogue> ReadCatalogueAsync()
    {
        BackupCatalogue shipped = await source.ReadCatalogueAsync();
        DatabaseManifest empty = EmptySet(shipped.BinlogSets[0], await ReadServerAsync());
        string key = StoreKeys.Manifest(Job.Database, empty.SetId);
        if (await source.Store.FindAsync(key, Token) is null)
        {
            await source.Store.PutJsonAsync(key, empty, ManifestJson.Default.DatabaseManifest, WriteCondition.None, Token);
        }

        DatabaseManifest set = Set ?? empty;
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(set, ManifestJson.Default.DatabaseManifest);
        return shipped with
        {
            DatabaseSets = [set],
            BinlogSets = IsShippedByOlderVersion ? [.. shipped.BinlogSets.Select(WithoutFindings)] : shipped.BinlogSets,
            ManifestSha256 = new Dictionary<string, string>(shipped.ManifestSha256, StringComparer.Ordinal)
            {
                [StoreKeys.Manifest(Job.Database, set.SetId)] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            },
        };
    }

    public async Task<RestorePlan> PlanAsync(RestoreTarget target, string runId = "restore")
    {
        BackupCatalogue catalogue = await ReadCatalogueAsync();
        var request = new RestoreRequest(runId, "fern", target, TimeSpan.FromMinutes(15));
        if (RestorePlanner.Search(catalogue, request) is { } search)
        {
            request = request with { Found = await new PlaceReader(source.Store).FindAsync(search, Token) };
        }

        return RestorePlanner.Plan(catalogue, request, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Plans a restore to the end of the shipped log.</summary>
    public Task<RestorePlan> PlanToEndAsync() => PlanAsync(RestoreTarget.Latest);

    public Task<ReplayReport> ReplayAsync(RestorePlan plan, MariaDbServer target, IObjectStore? store = null) =>
        new BinlogReplayer(store ?? source.Store, EndpointOf(target), ShippingBench.Root, Options, NoProgress.Instance).ReplayAsync(
            plan,
            KeyOf(plan),
            Token
        );

    public ReplayVerifier VerifierOf(MariaDbServer target) =>
        new(source.Store, EndpointOf(target), ShippingBench.Root, Options, TimeProvider.System, NoProgress.Instance);

    /// <summary>Replays the same plan by mariadb-binlog and mariadb, for comparison.</summary>
    public async Task ReplayByMariaDbBinlogAsync(RestorePlan plan, MariaDbServer target)
    {
        string files = string.Join(
            ' ',
            plan.Segments.Select(segment => segment.File)
                .Distinct()
                .Append(plan.ReplayTo.File)
                .Distinct()
                .Select(file => Path.Combine(source.Server.Folder, "data", file))
        );
        await ShellAsync(
            $"mariadb-binlog --no-defaults --stop-position={plan.ReplayTo.Position} {files} | "
                + $"mariadb --no-defaults --max-allowed-packet=1G --binary-mode -uroot -S {target.Socket}"
        );
    }

    /// <summary>Dumps a server's schemas and accounts as sorted text, without its own schemas and the restore's.</summary>
    public static async Task<string> DumpAsync(MariaDbServer server)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(EndpointOf(server), ShippingBench.Root, Token);
        string schemas = string.Join(
            ' ',
            (
                await root.QueryStringsAsync(
                    "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN "
                        + "('mysql','sys','information_schema','performance_schema','serverless_ops_restore') ORDER BY 1",
                    Token
                )
            ).Select(row => row[0])
        );
        string text = await ShellAsync(
            "mariadb-dump --no-defaults --skip-comments --skip-lock-tables --skip-extended-insert --routines --events --triggers "
                + $"--hex-blob --max-allowed-packet=1G -uroot -S {server.Socket} --databases {schemas}"
        );
        foreach (
            string accounts in (string[])
                [
                    "SELECT User, Host, Priv FROM mysql.global_priv WHERE User NOT IN ('root','mariadb.sys','')",
                    "SELECT * FROM mysql.db",
                    "SELECT * FROM mysql.tables_priv WHERE User <> 'mariadb.sys'",
                    "SELECT * FROM mysql.roles_mapping",
                    "SELECT Host, User, Proxied_host, Proxied_user, With_grant FROM mysql.proxies_priv WHERE User <> 'root'",
                    "SELECT User, Host, Priv FROM mysql.global_priv WHERE User = 'root' AND Host = '10.%'",
                    "SELECT schema_name, schema_comment FROM information_schema.schemata WHERE schema_name <> 'serverless_ops_restore'",
                ]
        )
        {
            text += string.Join('\n', (await root.QueryStringsAsync(accounts, Token)).Select(row => string.Join('|', row))) + "\n";
        }

        return string.Join('\n', AutoIncrement().Replace(text, "").Split('\n').Order(StringComparer.Ordinal));
    }

    /// <summary>The first column of a query's rows.</summary>
    public static async Task<IReadOnlyList<string?>> ReadAsync(MariaDbServer server, string query)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(EndpointOf(server), ShippingBench.Root, Token);
        return [.. (await root.QueryStringsAsync(query, Token)).Select(row => row[0])];
    }

    public static async Task<string?> AskAsync(MariaDbServer server, string query) => (await ReadAsync(server, query))[0];

    /// <summary>Fails with the lines that differ between two servers.</summary>
    public static async Task ShouldBeEqualAsync(MariaDbServer one, MariaDbServer other)
    {
        string[] left = (await DumpAsync(one)).Split('\n');
        string[] right = (await DumpAsync(other)).Split('\n');
        string[] differing = [.. Less(left, right).Select(line => "- " + line), .. Less(right, left).Select(line => "+ " + line)];
        differing.Select(line => line[..Math.Min(300, line.Length)]).Take(20).ShouldBeEmpty();

        static IEnumerable<string> Less(string[] from, string[] what)
        {
            var counts = what.CountBy(line => line).ToDictionary(StringComparer.Ordinal);
            return from.Where(line => (counts[line] = counts.GetValueOrDefault(line) - 1) < 0);
        }
    }

    /// <summary>Fails when a replay began on the server.</summary>
    public static async Task ShouldBeUntouchedAsync(MariaDbServer server)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(EndpointOf(server), ShippingBench.Root, Token);
        (
            await root.QueryStringsAsync(
                "SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.TABLES "
                    + "WHERE TABLE_SCHEMA NOT IN ('mysql','sys','information_schema','performance_schema')",
                Token
            )
        )
            .Select(row => row[0])
            .ShouldBe(["serverless_ops_restore.import"]);
        (await root.QueryStringsAsync("SELECT replay_of FROM serverless_ops_restore.import", Token))
            .ShouldHaveSingleItem()[0]
            .ShouldBeNull();
    }

    public static async Task<string> ShellAsync(string command)
    {
        using Process shell = Process.Start(
            new ProcessStartInfo("bash", ["-o", "pipefail", "-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> errors = shell.StandardError.ReadToEndAsync(Token);
        string output = await shell.StandardOutput.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        shell.ExitCode.ShouldBe(0, await errors);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MariaDbServer target in targets)
        {
            await target.DisposeAsync();
        }

        await source.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<ServerDescription> ReadServerAsync()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(source.Endpoint, ShippingBench.Root, Token);
        return (await ServerVariables.ReadAsync(root, Token)).DescribeForDatabaseSet();
    }

    private static BinlogManifest WithoutFindings(BinlogManifest set) =>
        set with
        {
            Segments = [.. set.Segments.Select(segment => segment with { Findings = null })],
        };

    private static DatabaseManifest EmptySet(BinlogManifest shipped, ServerDescription server) =>
        new()
        {
            Format = DatabaseManifest.CurrentFormat,
            SetId = "20200101T000000Z-00000000",
            RunId = "empty",
            Estate = "fern",
            StartedAt = shipped.Segments[0].FileCreatedAt,
            SnapshotAt = shipped.Segments[0].FileCreatedAt,
            FinishedAt = shipped.Segments[0].FileCreatedAt,
            Lineage = shipped.Lineage,
            Coordinates = new BinlogCoordinates(shipped.Segments[0].File, 4, ""),
            Server = server,
            Schemas = [],
            Tables = [],
            Objects = [],
            LockCost = new LockCost(TimeSpan.Zero, TimeSpan.Zero, []),
            Restarts = 0,
        };

    [GeneratedRegex(@" AUTO_INCREMENT=\d+")]
    private static partial Regex AutoIncrement();
}
