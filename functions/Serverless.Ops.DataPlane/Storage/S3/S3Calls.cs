using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Serverless.Ops.DataPlane.Aws;
using Serverless.Ops.DataPlane.Storage.Contract;

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

    /// <summary>Full jitter: random up to a bound that doubles, so that many clients do not come back together.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        double bound = Math.Min(options.LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), time, cancellationToken);
    }
}

/// <summary>
/// S3's errors as the store's (Amazon S3 API Reference, "Error responses"). A dead endpoint is an HttpRequestException, a cut
/// connection an IOException, a timeout a cancellation that nobody asked for: none of them is an AmazonS3Exception.
/// </summary>
internal static class S3Failure
{
    /// <summary>Every 503 is: S3 sends it as SlowDown or ServiceUnavailable, and an answer to HEAD has no body that says which.</summary>
    public static bool IsThrottling(Exception e) =>
        e
            is AmazonServiceException
                {
                    ErrorCode: "SlowDown" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException",
                }
                or AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable };

    /// <summary>May pass by itself in moments, throttling included. Credentials that are missing are no matter of moments: the SDK has looked
    /// for them with retries of its own.</summary>
    public static bool IsTransient(Exception e, CancellationToken cancellationToken) =>
        e switch
        {
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            HttpRequestException or IOException or TimeoutException => true,
            AmazonServiceException service => IsThrottling(e)
                || (int)service.StatusCode is 0 or 408 or >= 500
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
                $"the session that this process signs its requests with has expired: {e.Message}",
                e,
                "the job is tried again with the credentials of then; if this lasts, renew them, or give the process a role that AWS renews by itself."
            ),
            AmazonS3Exception { ErrorCode: "QuotaExceeded" } => new StoreFullException(store, key ?? "", e),
            AmazonServiceException service when (int)service.StatusCode is >= 400 and < 500 && !IsTransient(e, CancellationToken.None) =>
                new StoreAccessDeniedException(store, operation, key, e),
            _ => new StoreUnavailableException(
                store,
                $"could not {operation}{(key is null ? "" : $" '{key}'")} in {attempts} tries: {e.Message}",
                e
            ),
        };
}
