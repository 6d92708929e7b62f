using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>
/// Launches a restore host. The host has a real, empty mariadbd with settings for bulk loading, and the target's account
/// with its documented grants. The host also has the site's process and the settings file of host jobs.
/// </summary>
internal sealed class MariaDbInstanceLauncher(InstanceTemplate template, IInstanceSite site) : IInstanceLauncher
{
    // Nobody needs a half-restored database: after a crash the restore runs again. So these settings give up durability for speed.
    private static readonly string[] ServerSettings =
    [
        "skip-log-bin",
        "event_scheduler=OFF",
        "innodb_buffer_pool_size=512M",
        "innodb_log_file_size=512M",
        "innodb_sort_buffer_size=64M",
        "innodb_doublewrite=0",
        "innodb_flush_log_at_trx_commit=0",
        "sync_binlog=0",
        "max_allowed_packet=1G",
        "local_infile=ON",
    ];

    public async Task<ILaunchedInstance> LaunchAsync(InstanceOrder order, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(template.Folder, order.InstanceId);
        Directory.CreateDirectory(folder);
        MariaDbServer server = await MariaDbServer.StartAsync(Path.Combine(folder, "mariadb"), ServerSettings, cancellationToken);
        try
        {
            await TargetAccount.CreateAsync(template, server, cancellationToken);
            string siteFolder = Directory.CreateDirectory(Path.Combine(folder, "site")).FullName;
            IAsyncDisposable running = await site.StartAsync(siteFolder, server.Socket, cancellationToken);
            string environment = Path.Combine(folder, "environment");
            await File.WriteAllLinesAsync(environment, Environment(server, siteFolder), cancellationToken);
            return new MariaDbInstance(server, running, environment);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private IEnumerable<string> Environment(MariaDbServer server, string siteFolder) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OPS_JOB"] = template.JobProgram,
            ["OPS_STORE"] = template.Store,
            ["OPS_PARAMETERS"] = new Uri(template.ParametersFolder).AbsoluteUri,
            ["OPS_ESTATE"] = template.Estate,
            ["OPS_DATABASE"] = $"unix:{server.Socket}",
            ["OPS_DATABASE_TLS"] = "off",
            ["OPS_SITE_FOLDER"] = siteFolder,
            ["OPS_PROGRESS"] = "json",
            ["AWS_ENDPOINT_URL_SFN"] = template.StepFunctionsUrl,
        }
            .Concat(ProcessEnvironment.DummyCredentials)
            .Select(setting => $"{setting.Key}='{setting.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
}

/// <summary>
/// A running restore host. Disposing deletes the restored data, as terminating an instance deletes its volume. The server's
/// logs and the settings stay on disk for an investigation.
/// </summary>
internal sealed class MariaDbInstance(MariaDbServer server, IAsyncDisposable site, string environmentFile) : ILaunchedInstance
{
    public string EnvironmentFile => environmentFile;

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(Path.Combine(server.Folder, "data"), recursive: true);
    }
}

/// <summary>The settings that all instances share. On AWS they are in the launch template's user data.</summary>
/// <param name="Folder">Each instance has a folder <c>&lt;instance id&gt;/</c> in this one.</param>
/// <param name="HostFolder">Folder of the host scripts: <c>infra/host</c> in a clone.</param>
/// <param name="JobProgram">Path of the opsjob executable.</param>
/// <param name="Store">Value of OPS_STORE.</param>
/// <param name="ParametersFolder">Folder of the secrets. The launcher writes the target's account into it.</param>
/// <param name="Estate">Name of the estate.</param>
/// <param name="StepFunctionsUrl">Value of AWS_ENDPOINT_URL_SFN.</param>
internal sealed record InstanceTemplate(
    string Folder,
    string HostFolder,
    string JobProgram,
    string Store,
    string ParametersFolder,
    string Estate,
    string StepFunctionsUrl
);
