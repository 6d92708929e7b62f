namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>Launches a host that is ready for host jobs. On AWS a launch template and its user data do this.</summary>
internal interface IInstanceLauncher
{
    /// <summary>Returns once the host is up. Throws when the start fails; then no process of the host is left running.</summary>
    Task<ILaunchedInstance> LaunchAsync(InstanceOrder order, CancellationToken cancellationToken);
}

/// <summary>A running host. Disposing the object terminates the host.</summary>
internal interface ILaunchedInstance : IAsyncDisposable
{
    /// <summary>Path of the file with the settings of host jobs. On AWS this is <c>/etc/serverless-ops/environment</c>.</summary>
    string EnvironmentFile { get; }
}

/// <summary>The application on a restored host. On AWS the estate's image starts it at boot, before any data is there.</summary>
internal interface IInstanceSite
{
    /// <summary>Writes site_config.json into the site's folder and starts the site's process. Disposing ends the process.</summary>
    /// <param name="siteFolder">An empty folder of this instance. PointSite later changes site_config.json in it.</param>
    /// <param name="databaseSocket">Path of the Unix socket of the instance's database.</param>
    Task<IAsyncDisposable> StartAsync(string siteFolder, string databaseSocket, CancellationToken cancellationToken);
}
