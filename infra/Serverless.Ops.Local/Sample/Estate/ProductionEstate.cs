using MySqlConnector;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>
/// A production estate for drills and tests: a real MariaDB with binary logs, a Frappe-like site in it, its site folder and accounts.
/// </summary>
public sealed class ProductionEstate : IAsyncDisposable
{
    private ProductionEstate(EstateOptions options, MariaDbServer server, EstateSecrets secrets) =>
        (Options, Server, Secrets) = (options, server, secrets);

    public EstateOptions Options { get; }

    public MariaDbServer Server { get; }

    /// <summary>Passwords and keys of this estate.</summary>
    public EstateSecrets Secrets { get; }

    /// <summary>The folder with site_config.json, public/files and private/files.</summary>
    public string SiteFolder => SiteFolderIn(Options.Folder);

    /// <summary>The value of OPS_DATABASE on this host.</summary>
    public string DatabaseAddress => $"unix:{Server.Socket}";

    /// <summary>Number of seeded rows, by table.</summary>
    public required IReadOnlyDictionary<string, int> Rows { get; init; }

    /// <summary>Makes a new estate. On return, the server runs, the source is enrolled and the parameters are written.</summary>
    public static async Task<ProductionEstate> StartAsync(
        EstateOptions options,
        TimeProvider time,
        IProgressSink progress,
        CancellationToken cancellationToken
    )
    {
        var secrets = EstateSecrets.Make();
        MariaDbServer server = await MariaDbServer.StartAsync(Path.Combine(options.Folder, "mariadb"), ServerSettings(), cancellationToken);
        try
        {
            await using var root = new MySqlConnection(RootWithInfile(server));
            await root.OpenAsync(cancellationToken);
            var database = new EstateDatabase(root, secrets);
            var plan = SeedPlan.For(options.Rows);
            await database.CreateAsync(plan, options.Seed, progress, cancellationToken);
            await Enrolment.ApplyAsync(server, secrets, cancellationToken);
            EstateParameters.Write(options, secrets);
            await EstateSiteFolder.WriteAsync(SiteFolderIn(options.Folder), secrets, server.Socket, options.Seed, cancellationToken);
            return new ProductionEstate(options, server, secrets) { Rows = plan.RowsByTable };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The disaster: kills the server with -9 and deletes the data folder, as if host and volume were lost.</summary>
    public async Task DestroyAsync()
    {
        await Server.KillAsync();
        Directory.Delete(Path.Combine(Server.Folder, "data"), recursive: true);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>The settings that docs/operations/enrolment.md requires, and those of a usual production host.</summary>
    private static string[] ServerSettings() =>
        [
            "log_bin=mysql-bin",
            "binlog_format=ROW",
            "binlog_row_image=FULL",
            "sync_binlog=1",
            "innodb_flush_log_at_trx_commit=1",
            "server_id=101",
            "gtid_domain_id=0",
            "gtid_strict_mode=ON",
            "max_binlog_size=64M",
            "innodb_buffer_pool_size=256M",
            "innodb_log_file_size=128M",
            "max_allowed_packet=256M",
            "local_infile=ON",
            "max_connections=200",
        ];

    private static string SiteFolderIn(string folder) => Path.Combine(folder, "sites", EstateSecrets.SiteName);

    private static string RootWithInfile(MariaDbServer server) =>
        new MySqlConnectionStringBuilder(server.RootConnectionString) { AllowLoadLocalInfile = true }.ConnectionString;
}

/// <summary>The input for a new production estate.</summary>
/// <param name="Name">The estate's name. It is part of the parameters' names.</param>
/// <param name="Folder">Absolute path of a new folder for the server's data and the site.</param>
/// <param name="ParameterFolder">Root folder of the parameter store.</param>
/// <param name="Rows">Approximate number of all rows, at least 1,000.</param>
/// <param name="Seed">The same seed and number of rows make the same business rows.</param>
public sealed record EstateOptions(string Name, string Folder, string ParameterFolder, int Rows = 120_000, int Seed = 20260101);
