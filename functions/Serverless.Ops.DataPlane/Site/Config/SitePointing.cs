using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Site.Config;

/// <summary>Points a site to the database of this host. The site is closed to people, its mail is muted and its scheduler is paused. A
/// second call changes nothing.</summary>
public static class SitePointing
{
    /// <returns>The URL at which the workflow gate reaches the site.</returns>
    /// <exception cref="SiteConfigUnreadableException">site_config.json is missing or has no gate_url or encryption_key.</exception>
    public static async Task<Uri> PointAsync(string siteFolder, MariaDbEndpoint database, CancellationToken cancellationToken)
    {
        SiteConfig config = await SiteConfigFile.ReadAsync(siteFolder, cancellationToken);

        // A site without its key would start and then lose every stored secret, so a missing key is an error now.
        _ = config.EncryptionKey;
        var gate = new Uri(config.GateUrl);
        await SiteConfigFile.WriteAsync(
            siteFolder,
            config.RestoredOn(database.SocketPath, database.Host ?? "localhost", database.Port),
            cancellationToken
        );
        return gate;
    }
}
