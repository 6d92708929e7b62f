using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>A running restore host. Its folder stays, for whoever wants to look into its logs.</summary>
internal sealed class MariaDbInstance(MariaDbServer server, IAsyncDisposable site, string environmentFile) : ILaunchedInstance
{
    public string EnvironmentFile => environmentFile;

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await server.DisposeAsync();
    }
}
