namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>The application on a restored host: what the estate's own image starts at boot, before any data is there.</summary>
internal interface IInstanceSite
{
    /// <summary>Prepares the site's folder with its site_config.json and starts its process. Disposing ends the process.</summary>
    /// <param name="siteFolder">Empty and the instance's own; PointSite writes its site_config.json.</param>
    /// <param name="databaseSocket">The instance's database.</param>
    Task<IAsyncDisposable> StartAsync(string siteFolder, string databaseSocket, CancellationToken cancellationToken);
}
