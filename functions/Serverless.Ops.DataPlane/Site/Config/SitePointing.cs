using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Site.Config;

/// <summary>Puts a site on the database of this host: closed to people, mail muted, scheduler paused. Doing it twice is doing it once.</summary>
public static class SitePointing
{
    /// <returns>Where the workflow gate reaches it.</returns>
    /// <exception cref="SiteConfigUnreadableException">The folder's site_config.json is missing or has no gate_url or encryption_key.</exception>
    public static async Task<Uri> PointAsync(string siteFolder, MariaDbEndpoint database, CancellationToken cancellationToken)
    {
        SiteConfig config = await SiteConfigFile.ReadAsync(siteFolder, cancellationToken);

        // Asked for now: a site without its key would start and then lose every stored secret.
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
