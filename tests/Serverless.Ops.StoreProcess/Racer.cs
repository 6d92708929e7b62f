using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.StoreProcess;

/// <summary>For each store named on a line of standard input: one attempt at its lease; says won or held; keeps what it won
/// until the next line.</summary>
internal static class Racer
{
    public static async Task RunAsync(string owner)
    {
        Lease? lease = null;
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is { } root)
        {
            if (lease is not null)
            {
                await lease.DisposeAsync();
            }

            lease = null;
            if (root == "release")
            {
                await Console.Out.WriteLineAsync("released");
                continue;
            }

            try
            {
                lease = await new LeaseKeeper(new FolderObjectStore(root), TimeProvider.System).AcquireAsync(
                    Job.Binlog,
                    owner,
                    TimeSpan.FromMinutes(5),
                    CancellationToken.None
                );
                await Console.Out.WriteLineAsync("won");
            }
            catch (LeaseHeldException e)
            {
                await Console.Out.WriteLineAsync($"held by {e.Owner}");
            }
        }
    }
}
