namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>What a launch template and user data do on AWS: makes a host that is ready for host jobs.</summary>
internal interface IInstanceLauncher
{
    /// <summary>Returns once the host is up; throws when it does not come up, with nothing of it left running.</summary>
    Task<ILaunchedInstance> LaunchAsync(InstanceOrder order, CancellationToken cancellationToken);
}

/// <summary>A host that runs; disposing terminates it.</summary>
internal interface ILaunchedInstance : IAsyncDisposable
{
    /// <summary>What host jobs read their settings from; on AWS <c>/etc/serverless-ops/environment</c>.</summary>
    string EnvironmentFile { get; }
}

/// <summary>The application on a restored host: what the estate's own image starts at boot, before any data is there.</summary>
internal interface IInstanceSite
{
    /// <summary>Prepares the site's folder with its site_config.json and starts its process. Disposing ends the process.</summary>
    /// <param name="siteFolder">Empty and the instance's own; PointSite writes its site_config.json.</param>
    /// <param name="databaseSocket">The instance's database.</param>
    Task<IAsyncDisposable> StartAsync(string siteFolder, string databaseSocket, CancellationToken cancellationToken);
}
