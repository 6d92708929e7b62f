using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Serverless.Ops.DataPlane.Aws;
using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>The only place that retries requests and translates errors.</summary>
internal sealed class S3Calls(string store, S3StoreOptions options, TimeProvider time)
{
    /// <param name="operation">A verb for messages, such as "write" or "list".</param>
    /// <param name="key">The key for messages, or null if the call concerns no object.</param>
    /// <param name="call">Sends the request. It must build a new request each time, because the SDK changes requests.</param>
    /// <param name="meaning">Translates an error of S3 for this caller, or returns null for the usual translation. May be null.</param>
    /// <param name="cancellationToken">The token of the caller.</param>
    public async Task<T> RunAsync<T>(
        string operation,
        string? key,
        Func<CancellationToken, Task<T>> call,
        Func<AmazonS3Exception, Exception?>? meaning,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = 1; ; attempt++)
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

    /// <summary>Waits for a random time up to a bound that doubles with each try, so that many clients do not return together.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        double bound = Math.Min(options.LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), time, cancellationToken);
    }
}

/// <summary>
/// Translates errors of S3 into errors of the store (Amazon S3 API Reference, "Error responses"). Three errors are not an
/// AmazonS3Exception: a dead endpoint is an HttpRequestException, a cut connection is an IOException, and a timeout is a cancellation
/// that the caller did not ask for.
/// </summary>
internal static class S3Failure
{
    /// <summary>Every 503 is throttling. S3 sends 503 as SlowDown or ServiceUnavailable, and an answer to HEAD names neither.</summary>
    public static bool IsThrottling(Exception e) =>
        e
            is AmazonServiceException
                {
                    ErrorCode: "SlowDown" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException",
                }
                or AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable };

    /// <summary>True for an error that may pass by itself within moments, throttling included. Missing credentials are not such an
    /// error, because the SDK has already looked for them with its own retries.</summary>
    public static bool IsTransient(Exception e, CancellationToken cancellationToken) =>
        e switch
        {
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            HttpRequestException or IOException or TimeoutException => true,
            AmazonServiceException service => IsThrottling(e)
                || (int)service.StatusCode is 0 or 408 or 500 or (> 501 and not 505)
                || service.ErrorCode
                    is "RequestTimeout"
                        or "BadDigest"
                        or "XAmzContentChecksumMismatch"
                        or "InternalError"
                        or "ExpiredToken"
                        or "RequestTimeTooSkewed",
            AmazonClientException => !AwsCredentials.AreMissing(e),
            _ => false,
        };

    public static Exception Of(Exception e, string store, string operation, string? key, int attempts) =>
        e switch
        {
            _ when IsThrottling(e) => new StoreThrottledException(store, operation, key, attempts, e),
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new StoreNotFoundException(store, e),
            _ when AwsCredentials.AreMissing(e) => new StoreUnavailableException(
                store,
                AwsCredentials.WhatHappened(e),
                e,
                AwsCredentials.NextStep
            ),
            AmazonServiceException { ErrorCode: "ExpiredToken" } => new StoreUnavailableException(
                store,
                $"the credentials of this process have expired: {e.Message}",
                e,
                "the job is tried again with the credentials of that moment; "
                    + "if this lasts, renew the credentials, or give the process a role that AWS renews by itself."
            ),
            AmazonS3Exception { ErrorCode: "QuotaExceeded" } => new StoreFullException(store, key ?? "", e),
            // Denied by a policy, the KMS key or an object lock; a bucket elsewhere (3xx); a request that the store does not know (501).
            AmazonServiceException service when (int)service.StatusCode is >= 300 and < 600 && !IsTransient(e, CancellationToken.None) =>
                new StoreAccessDeniedException(store, operation, key, e),
            _ => new StoreUnavailableException(
                store,
                $"could not {operation}{(key is null ? "" : $" '{key}'")} in {attempts} tries: {e.Message}",
                e
            ),
        };
}
