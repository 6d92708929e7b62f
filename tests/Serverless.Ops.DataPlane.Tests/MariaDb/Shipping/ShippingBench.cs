using System.Globalization;
using MySqlConnector;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>A real source server, enrolled and with the shipper's account, and a store in a folder.</summary>
internal sealed class ShippingBench : IAsyncDisposable
{
    private readonly string folder;

    private ShippingBench(string folder, MariaDbServer server)
    {
        (this.folder, Server) = (folder, server);
        Store = new FolderObjectStore(Path.Combine(folder, "store"));
    }

    public static MariaDbAccount Root { get; } = new("root", new(""));

    public static MariaDbAccount Shipper { get; } = new("ops_ship", new("ship"));

    public MariaDbServer Server { get; private set; }

    public IObjectStore Store { get; }

    public ShipOptions Options { get; set; } = new() { SegmentBytes = 64 * 1024 };

    /// <summary>The clock of the shipper's host.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public MariaDbEndpoint Endpoint => new(Server.Socket, null, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int runs;

    public static Task<ShippingBench> StartAsync(params string[] settings) => StartAsync(new Dictionary<string, string>(), settings);

    /// <summary>Starts the source with a clock that the test sets.</summary>
    public static Task<ShippingBench> StartAsync(FakeClock clock) => StartAsync(clock.Environment, []);

    private static async Task<ShippingBench> StartAsync(IReadOnlyDictionary<string, string> environment, string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("ops-ship-").FullName;
        MariaDbServer server = await MariaDbServer.StartAsync(
            Path.Combine(folder, "source"),
            [.. SourceServer.Settings, .. settings],
            environment,
            Token
        );
        var bench = new ShippingBench(folder, server);
        await bench.RunAsync(
            "CREATE DATABASE serverless_ops",
            "CREATE TABLE serverless_ops.lineage (id CHAR(36) NOT NULL PRIMARY KEY) ENGINE=InnoDB",
            "INSERT INTO serverless_ops.lineage VALUES (UUID())",
            "CREATE TABLE serverless_ops.heartbeat (id INT NOT NULL PRIMARY KEY, at DATETIME(6) NOT NULL) ENGINE=InnoDB",
            "CREATE USER ops_ship@localhost IDENTIFIED BY 'ship'",
            "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO ops_ship@localhost",
            "GRANT SELECT ON serverless_ops.lineage TO ops_ship@localhost",
            "GRANT SELECT, INSERT, UPDATE ON serverless_ops.heartbeat TO ops_ship@localhost",
            "CREATE DATABASE shop CHARACTER SET utf8mb4",
            "CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT) ENGINE=InnoDB",
            "CREATE TABLE shop.m (id INT PRIMARY KEY AUTO_INCREMENT, v TEXT) ENGINE=MyISAM"
        );
        return bench;
    }

    /// <summary>Runs statements in a session of an application: the server's own settings hold, not those of our connections.</summary>
    public async Task RunAsync(params string[] statements)
    {
        await using var root = new MySqlConnection(Server.RootConnectionString);
        await root.OpenAsync(Token);
        foreach (string statement in statements)
        {
            await using var command = new MySqlCommand(statement, root);
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    public async Task<string?> AskAsync(string query)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Endpoint, Root, Token);
        return (await root.QueryStringsAsync(query, Token))[0][0];
    }

    /// <summary>
    /// Purges all files before this one. The server keeps a file, without a word, while a shipper's thread still reads it or an engine
    /// needs it for a recovery.
    /// </summary>
    public Task PurgeToAsync(string file) =>
        Wait.UntilAsync(async () =>
        {
            await RunAsync($"PURGE BINARY LOGS TO '{file}'");
            return await AskAsync("SHOW BINARY LOGS") == file;
        });

    public BinlogShipper NewShipper(IObjectStore? store = null, TimeProvider? time = null) =>
        new(store ?? Store, Endpoint, Shipper, Options, time ?? Time, NoProgress.Instance);

    public Task<ShipReport> ShipAsync(string? runId = null) =>
        NewShipper().ShipAsync(runId ?? string.Create(CultureInfo.InvariantCulture, $"run-{++runs}"), "fern", Token);

    public async Task<BackupCatalogue> ReadCatalogueAsync() => await new CatalogueReader(Store).ReadAsync(Token);

    public async Task<IReadOnlyList<LogChain>> ReadChainsAsync() => LogChain.Build((await ReadCatalogueAsync()).BinlogSets);

    /// <summary>Reads one log file from the store: its segments, concatenated.</summary>
    public async Task<byte[]> ReadShippedAsync(string file)
    {
        using var all = new MemoryStream();
        foreach (LogChain chain in await ReadChainsAsync())
        {
            foreach (ChainSegment segment in chain.Segments.Where(segment => segment.Entry.File == file))
            {
                segment.Entry.From.ShouldBe(all.Length);
                await using Stream content = await Store.OpenReadAsync(segment.Key, ReadOptions.Whole, Token);
                await content.CopyToAsync(all, Token);
                segment.Entry.To.ShouldBe(all.Length);
            }
        }

        return all.ToArray();
    }

    /// <summary>Reads one log file from the server's folder.</summary>
    public byte[] ReadServersFile(string file) => File.ReadAllBytes(Path.Combine(Server.Folder, "data", file));

    public async Task RestartAsync(bool kill, params string[] settings)
    {
        if (kill)
        {
            await Server.KillAsync();
        }
        else
        {
            await Server.StopAsync(Token);
        }

        string serverFolder = Server.Folder;
        await Server.DisposeAsync();
        Server = await MariaDbServer.StartAsync(serverFolder, [.. SourceServer.Settings, .. settings], Token);
    }

    /// <summary>
    /// Kills the server, cuts the end off its log as a machine crash does, and starts the server again.
    /// </summary>
    /// <param name="bytes">Computes the bytes to keep from the file's size.</param>
    /// <param name="zeros">Number of zero bytes to append after the cut.</param>
    public async Task CrashAsync(string file, Func<long, long> bytes, int zeros = 0)
    {
        await Server.KillAsync();
        CutServersFile(file, bytes);
        CutServersFile(file, whole => whole + zeros);
        string serverFolder = Server.Folder;
        await Server.DisposeAsync();
        Server = await MariaDbServer.StartAsync(serverFolder, [.. SourceServer.Settings], Token);
    }

    public void CutServersFile(string file, Func<long, long> bytes)
    {
        using FileStream log = File.Open(Path.Combine(Server.Folder, "data", file), FileMode.Open);
        log.SetLength(bytes(log.Length));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A clock that is wrong by a fixed time.</summary>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
