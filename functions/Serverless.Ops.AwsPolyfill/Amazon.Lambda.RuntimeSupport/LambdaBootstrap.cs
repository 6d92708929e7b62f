namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The loop of a custom runtime. It starts the function, then serves one call after another until the process stops.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html</summary>
public sealed class LambdaBootstrap : IDisposable
{
    private readonly RuntimeApiClient client = new();
    private readonly LambdaBootstrapHandler handler;
    private readonly LambdaBootstrapInitializer? initializer;

    internal LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer) =>
        (this.handler, this.initializer) = (handler, initializer);

    /// <summary>Serves calls. Returns when the token is cancelled, or when the initializer returned false. An exception of the
    /// initializer is reported to Lambda and then thrown again. The process has to end after any exception of this method.</summary>
    /// <exception cref="RuntimeApiClientException">Lambda refused a message.</exception>
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
            // This is the edge of the function. Its exception is the outcome of this call, and the loop goes on with the next call.
            await Console.Error.WriteLineAsync(failure.ToString());
            await client.ReportInvocationErrorAsync(invocation.Context.AwsRequestId, failure, CancellationToken.None);
            return;
        }

        // A stop during a call ends the loop after that call. The result of the call is still sent, so this takes no token.
        output.Position = 0;
        await client.SendResponseAsync(invocation.Context.AwsRequestId, output, CancellationToken.None);
    }
}
