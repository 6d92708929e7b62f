using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>
/// A restore host: a real, empty mariadbd with settings for bulk loading, the target's account with its documented grants,
/// the site's process, and the file that host jobs read their settings from.
/// </summary>
internal sealed class MariaDbInstanceLauncher(InstanceTemplate template, IInstanceSite site) : IInstanceLauncher
{
    // A restore can be run again, so nothing has to survive a crash while it runs.
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
/// A running restore host. When it ends, the restored data goes with it, as a terminated instance's volume does; its logs and
/// settings stay for whoever wants to look into them.
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

/// <summary>What a launch template's user data knows: the settings of every instance.</summary>
/// <param name="Folder">Each instance has <c>&lt;instance id&gt;/</c> below it.</param>
/// <param name="HostFolder">The host scripts, <c>infra/host</c> in a clone.</param>
/// <param name="JobProgram">The opsjob executable.</param>
/// <param name="Store">What OPS_STORE is set to.</param>
/// <param name="ParametersFolder">Folder of the parameters; the target's account is written below it.</param>
/// <param name="Estate">Name of the estate.</param>
/// <param name="StepFunctionsUrl">What AWS_ENDPOINT_URL_SFN is set to.</param>
internal sealed record InstanceTemplate(
    string Folder,
    string HostFolder,
    string JobProgram,
    string Store,
    string ParametersFolder,
    string Estate,
    string StepFunctionsUrl
);
