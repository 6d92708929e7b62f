using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.StoreProcess;

/// <summary>Reads the folder of a store from each line of standard input and tries once to acquire that store's lease. Prints whether
/// it won. Keeps the lease until the next line.</summary>
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
                lease = await new LeaseKeeper(new FolderObjectStore(root), new StoreKeys("fern"), TimeProvider.System).AcquireAsync(
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
