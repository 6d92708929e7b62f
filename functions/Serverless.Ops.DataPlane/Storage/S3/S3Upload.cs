using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Sends a small object as a single PUT, and a larger one as a multipart upload with bounded parallelism.</summary>
internal sealed class S3Upload : ObjectUpload
{
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(60);

    private readonly S3ObjectStore store;
    private readonly string key;
    private readonly WriteCondition condition;
    private readonly S3WriteStream content;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim permits;
    private readonly List<Task<PartETag>> parts = [];
    private readonly string uploadMark = Guid.NewGuid().ToString("n");
    private string? uploadId;
    private bool isClosed;

    public S3Upload(S3ObjectStore store, string key, WriteCondition condition)
    {
        (this.store, this.key, this.condition) = (store, key, condition);
        permits = new SemaphoreSlim(store.Options.ParallelParts);
        content = new S3WriteStream(store.Options.PartBytes, SendPartAsync);
    }

    public override Stream Content => content;

    public override async Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        isClosed = true;
        content.End();
        try
        {
            string? version = uploadId is null ? await PutAsync(cancellationToken) : await CompletePartsAsync(cancellationToken);
            ObjectDescription stored = await store.DescribeStoredAsync(key, version, content.Sha256(), cancellationToken);
            if (stored.Bytes != content.Bytes)
            {
                throw new StoreDamagedException(
                    store.Name,
                    key,
                    stored.Version,
                    $"it has {stored.Bytes} bytes, but {content.Bytes} were written"
                );
            }

            return stored;
        }
        finally
        {
            await AbortAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        content.End();
        await AbortAsync();
    }

    private async Task<string?> PutAsync(CancellationToken cancellationToken)
    {
        PartBuffer body = content.LastPart;
        try
        {
            PutObjectResponse answer = await store.Calls.RunAsync(
                "write",
                key,
                token => store.Client.PutObjectAsync(PutRequest(body), token),
                ConflictMeaning,
                cancellationToken
            );
            body.Return();
            return answer.VersionId;
        }
        catch (WriteConflictException)
        {
            return await OwnVersionAsync(cancellationToken) ?? throw new WriteConflictException(store.Name, key);
        }
    }

    private PutObjectRequest PutRequest(PartBuffer body)
    {
        var request = new PutObjectRequest
        {
            BucketName = store.Bucket,
            Key = store.FullKey(key),
            InputStream = body.OpenRead(),
            AutoCloseStream = true,
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumCRC32 = content.Crc32(),
            IfNoneMatch = condition.Absent ? "*" : null,
            IfMatch = condition.ETag,
        };
        if (store.Options.KmsKeyId is { } kmsKey)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = kmsKey;
            request.BucketKeyEnabled = store.Options.BucketKeyEnabled;
        }

        request.Metadata[S3ObjectStore.UploadMark] = uploadMark;
        return request;
    }

    private InitiateMultipartUploadRequest InitiateRequest()
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = store.Bucket,
            Key = store.FullKey(key),
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumType = ChecksumType.FULL_OBJECT,
        };
        if (store.Options.KmsKeyId is { } kmsKey)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = kmsKey;
            request.BucketKeyEnabled = store.Options.BucketKeyEnabled;
        }

        request.Metadata[S3ObjectStore.UploadMark] = uploadMark;
        return request;
    }

    /// <summary>Waits for a free place, then starts to send the part. The failure of an earlier part comes out here.</summary>
    private async Task SendPartAsync(PartBuffer part, CancellationToken cancellationToken)
    {
        uploadId ??= (
            await store.Calls.RunAsync(
                "begin an upload of",
                key,
                token => store.Client.InitiateMultipartUploadAsync(InitiateRequest(), token),
                meaning: null,
                cancellationToken
            )
        ).UploadId;
        foreach (Task<PartETag>? failed in parts.Where(p => p.IsFaulted))
        {
            await failed;
        }

        if (parts.Count == PartSizes.MaximumParts)
        {
            throw new ObjectTooLargeException(key, content.Bytes);
        }

        // A larger part takes several places. So the parts being sent stay within ParallelParts × PartBytes, or are one part.
        int weight = Math.Clamp(part.Length / store.Options.PartBytes, 1, store.Options.ParallelParts);
        for (int taken = 0; taken < weight; taken++)
        {
            await permits.WaitAsync(cancellationToken);
        }

        parts.Add(SendAsync(part, parts.Count + 1, weight));
    }

    private async Task<PartETag> SendAsync(PartBuffer part, int number, int weight)
    {
        try
        {
            string checksum = S3Checksum.Of(part.Written);
            UploadPartResponse answer = await store.Calls.RunAsync(
                $"write part {number} of",
                key,
                token =>
                    store.Client.UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = store.Bucket,
                            Key = store.FullKey(key),
                            UploadId = uploadId,
                            PartNumber = number,
                            InputStream = part.OpenRead(),
                            PartSize = part.Length,
                            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                            ChecksumCRC32 = checksum,
                        },
                        token
                    ),
                meaning: null,
                stop.Token
            );
            part.Return();
            return new PartETag(number, answer.ETag);
        }
        finally
        {
            permits.Release(weight);
        }
    }

    private async Task<string?> CompletePartsAsync(CancellationToken cancellationToken)
    {
        await SendPartAsync(content.LastPart, cancellationToken);
        PartETag[] sent = await Task.WhenAll(parts).WaitAsync(cancellationToken);
        try
        {
            CompleteMultipartUploadResponse answer = await store.Calls.RunAsync(
                "complete",
                key,
                token =>
                    store.Client.CompleteMultipartUploadAsync(
                        new CompleteMultipartUploadRequest
                        {
                            BucketName = store.Bucket,
                            Key = store.FullKey(key),
                            UploadId = uploadId,
                            PartETags = [.. sent],
                            ChecksumType = ChecksumType.FULL_OBJECT,
                            ChecksumCRC32 = content.Crc32(),
                            MpuObjectSize = content.Bytes,
                            IfNoneMatch = condition.Absent ? "*" : null,
                            IfMatch = condition.ETag,
                        },
                        token
                    ),
                ConflictMeaning,
                cancellationToken
            );
            uploadId = null;
            return answer.VersionId;
        }
        catch (WriteConflictException)
        {
            string version = await OwnVersionAsync(cancellationToken) ?? throw new WriteConflictException(store.Name, key);
            uploadId = null;
            return version;
        }
    }

    /// <summary>412: the condition does not hold. 409: another write was in progress. 404 with If-Match: there is no object to match.
    /// NoSuchUpload: an earlier try may have completed the upload and its answer was lost; <see cref="OwnVersionAsync"/> checks
    /// that.</summary>
    private WriteConflictException? ConflictMeaning(AmazonS3Exception e) =>
        e.StatusCode is HttpStatusCode.PreconditionFailed
        || e.ErrorCode is "ConditionalRequestConflict" or "NoSuchUpload"
        || (condition.ETag is not null && e.ErrorCode is "NoSuchKey")
            ? new WriteConflictException(store.Name, key)
            : null;

    /// <summary>The newest version, if this upload wrote it: an answer was lost, and the next try met its own object.</summary>
    private async Task<string?> OwnVersionAsync(CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? head = await store.HeadAsync(key, version: null, cancellationToken);
        return head?.Metadata[S3ObjectStore.UploadMark] == uploadMark ? head.VersionId : null;
    }

    /// <summary>Ignores the token of the caller, because a cancelled job must not leave parts that cost money. If S3 does not answer,
    /// the lifecycle rule of the bucket for incomplete uploads removes the parts.</summary>
    private async Task AbortAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(parts)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (uploadId is not null)
        {
            using var patience = new CancellationTokenSource(AbortPatience);
            try
            {
                _ = await store.Calls.RunAsync(
                    "abort the upload of",
                    key,
                    token =>
                        store.Client.AbortMultipartUploadAsync(
                            new AbortMultipartUploadRequest
                            {
                                BucketName = store.Bucket,
                                Key = store.FullKey(key),
                                UploadId = uploadId,
                            },
                            token
                        ),
                    meaning: null,
                    patience.Token
                );
            }
            catch (Exception e) when (e is OpsException or OperationCanceledException)
            {
                // The lifecycle rule removes the parts. The caller gets the outcome of the upload, not of the abort.
            }
        }

        permits.Dispose();
        stop.Dispose();
    }
}
