using Amazon.Runtime;
using Amazon.S3;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>The one place where requests are repeated and errors get their types.</summary>
internal sealed class S3Calls(string store, S3StoreOptions options, TimeProvider time)
{
    /// <param name="operation">Verb for messages: "write", "list".</param>
    /// <param name="key">The object, or null when the call is about none.</param>
    /// <param name="call">Must build its request afresh each time: the SDK changes requests.</param>
    /// <param name="meaning">What an answer of S3 means to this caller; null for the usual meaning.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<T> RunAsync<T>(
        string operation, string? key, Func<CancellationToken, Task<T>> call, Func<AmazonS3Exception, Exception?>? meaning, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return await call(cancellationToken);
            }
            catch (AmazonS3Exception e) when (meaning?.Invoke(e) is not null)
            {
                throw meaning(e)!;
            }
            catch (Exception e) when (S3Failure.IsTransient(e, cancellationToken) && attempt < options.Attempts)
            {
                await PauseAsync(attempt, cancellationToken);
            }
            catch (Exception e) when (e is AmazonServiceException or AmazonClientException || S3Failure.IsTransient(e, cancellationToken))
            {
                throw S3Failure.Of(e, store, operation, key, attempt);
            }
        }
    }

    /// <summary>Full jitter: random up to a bound that doubles, so that many clients do not come back together.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var bound = Math.Min(options.LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), time, cancellationToken);
    }
}
