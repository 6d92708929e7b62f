using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.Sample.Site;

namespace Serverless.Ops.Local.Drills;

/// <summary>
/// The application on a restored host, in a process of its own. It starts with the kept files and configuration, but names no
/// database and is closed to people.
/// </summary>
/// <param name="keptSite">The kept copy of the production site's folder.</param>
internal sealed class RestoredSite(string keptSite) : IInstanceSite
{
    public async Task<IAsyncDisposable> StartAsync(string siteFolder, string databaseSocket, CancellationToken cancellationToken)
    {
        foreach (string file in Directory.EnumerateFiles(keptSite, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(siteFolder, Path.GetRelativePath(keptSite, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        SiteConfig config = await SiteConfigFile.ReadAsync(siteFolder, cancellationToken);
        await SiteConfigFile.WriteAsync(
            siteFolder,
            config.With(
                new("db_socket", null),
                new("db_host", null),
                new("host_name", null),
                new("gate_url", null),
                new KeyValuePair<string, JsonNode?>("maintenance_mode", 1)
            ),
            cancellationToken
        );
        return await SiteProcess.StartAsync(siteFolder, cancellationToken);
    }
}
