using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site;
using Serverless.Ops.Local.Site;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>
/// The sample site on a restored host, with the configuration and media of another site's folder. It starts closed, mute
/// and with its scheduler paused: PointSite and the gate decide what comes of it.
/// </summary>
/// <param name="source">The site folder to take configuration and media from.</param>
internal sealed class RestoredSite(string source) : IInstanceSite
{
    public async Task<IAsyncDisposable> StartAsync(string siteFolder, string databaseSocket, CancellationToken cancellationToken)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(siteFolder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        SiteConfig config = (await SiteConfigFile.ReadAsync(siteFolder, cancellationToken)).With(
            new KeyValuePair<string, JsonNode?>("db_socket", databaseSocket),
            new KeyValuePair<string, JsonNode?>("maintenance_mode", 1),
            new KeyValuePair<string, JsonNode?>("mute_emails", 1),
            new KeyValuePair<string, JsonNode?>("pause_scheduler", 1));
        await SiteConfigFile.WriteAsync(siteFolder, config, cancellationToken);
        return await SiteProcess.StartAsync(siteFolder, cancellationToken);
    }
}
