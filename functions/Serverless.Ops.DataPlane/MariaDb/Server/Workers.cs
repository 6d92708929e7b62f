namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Runs one task for each worker. The first failure stops the other tasks, and is the exception that is thrown.</summary>
internal static class Workers
{
    public static async Task RunAsync<T>(
        IReadOnlyList<T> workers,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? first = null;
        await Task.WhenAll(
            workers.Select(worker =>
                Task.Run(
                    async () =>
                    {
                        try
                        {
                            await work(worker, stop.Token);
                        }
                        catch (Exception failure)
                        {
                            Interlocked.CompareExchange(ref first, failure, null);
                            await stop.CancelAsync();
                        }
                    },
                    CancellationToken.None
                )
            )
        );
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
