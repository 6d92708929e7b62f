using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Fetches ranges of one version. After a cut connection the next request goes on at the first missing byte. Every byte that
/// arrives sets the count of tries back to one.</summary>
internal sealed class S3RangeReader(S3ObjectStore store, string key, string? version, string eTag)
{
    public StoreDamagedException Damaged(string whatIsWrong) => new(store.Name, key, version ?? eTag, whatIsWrong);

    public async Task<RangeBuffer> FetchAsync(long offset, int length, CancellationToken cancellationToken)
    {
        var buffer = new RangeBuffer(length);
        int got = 0;
        for (int attempt = 1; ; attempt++)
        {
            int before = got;
            Exception? cause = await TryFetchAsync(offset, buffer.Bytes, got, n => got = n, cancellationToken);
            if (got == length)
            {
                return buffer;
            }

            if (got > before)
            {
                attempt = 1;
            }

            if (attempt >= store.Options.Attempts)
            {
                throw Exhausted(cause, offset, length, got, attempt);
            }

            await store.Calls.PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Null if the answer ended without an error, at the end of the range or before it.</summary>
    private async Task<Exception?> TryFetchAsync(
        long offset,
        Memory<byte> bytes,
        int got,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(store.Options.StalledAfter);
        try
        {
            using GetObjectResponse answer = await store.Client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = store.Bucket,
                    Key = store.FullKey(key),
                    VersionId = version,
                    EtagToMatch = eTag,
                    ByteRange = new ByteRange(offset + got, offset + bytes.Length - 1),
                },
                patience.Token
            );
            int more;
            while (got < bytes.Length && (more = await answer.ResponseStream.ReadAsync(bytes[got..], patience.Token)) > 0)
            {
                progress(got += more);
                patience.CancelAfter(store.Options.StalledAfter);
            }

            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
        {
            throw new ObjectNotFoundException(store.Name, key, version);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            throw new StoreUnavailableException(
                store.Name,
                $"another writer replaced '{key}' during the read, and this store keeps no versions.",
                e
            );
        }
        catch (Exception e) when (S3Failure.IsTransient(e, cancellationToken))
        {
            return e;
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonServiceException or Amazon.Runtime.AmazonClientException)
        {
            throw S3Failure.Of(e, store.Name, "read", key, attempts: 1);
        }
    }

    private Exception Exhausted(Exception? cause, long offset, int needed, int got, int attempts) =>
        cause is not null && S3Failure.IsThrottling(cause)
            ? new StoreThrottledException(store.Name, "read", key, attempts, cause)
            : new StoreUnavailableException(
                store.Name,
                $"a read of '{key}' from byte {offset} needed {needed} bytes and got {got}, "
                    + $"then broke off {attempts} times in a row{(cause is null ? "." : $": {cause.Message}")}",
                cause
            );
}
