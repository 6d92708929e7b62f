using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Aws.Ec2;

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
