namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The loop of a custom runtime: start, then one call after the other until the process is stopped.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html</summary>
public sealed class LambdaBootstrap : IDisposable
{
    private readonly RuntimeApiClient client = new();
    private readonly LambdaBootstrapHandler handler;
    private readonly LambdaBootstrapInitializer? initializer;

    internal LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer) =>
        (this.handler, this.initializer) = (handler, initializer);

    /// <summary>Returns when the token is cancelled. Throws what the initializer threw, once it is reported, and
    /// <see cref="RuntimeApiClientException"/> when Lambda refuses a message: the process is to end then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        bool start = initializer is null || await InitializeAsync(initializer, cancellationToken);
        while (start && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await InvokeOnceAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<bool> InitializeAsync(LambdaBootstrapInitializer initializer, CancellationToken cancellationToken)
    {
        try
        {
            return await initializer();
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
            await client.ReportInitializationErrorAsync(failure, cancellationToken);
            throw;
        }
    }

    private async Task InvokeOnceAsync(CancellationToken cancellationToken)
    {
        using Invocation invocation = await client.NextAsync(cancellationToken);
        using var output = new MemoryStream();
        try
        {
            await handler(invocation.Input, invocation.Context, output);
        }
        catch (Exception failure)
        {
            // The edge of the function: whatever it threw is the call's outcome, and the next call is served.
            await Console.Error.WriteLineAsync(failure.ToString());
            await client.ReportInvocationErrorAsync(invocation.Context.AwsRequestId, failure, CancellationToken.None);
            return;
        }

        // A stop during a call ends the loop after it: what was done is still answered.
        output.Position = 0;
        await client.SendResponseAsync(invocation.Context.AwsRequestId, output, CancellationToken.None);
    }
}
