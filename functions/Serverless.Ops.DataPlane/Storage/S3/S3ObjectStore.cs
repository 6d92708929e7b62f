using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>
/// The store in a bucket with versioning switched on. Every upload carries CRC-32 checksums: object lock demands them, and S3 keeps
/// them. Conditions are sent as If-None-Match and If-Match, with PUT and with CompleteMultipartUpload.
/// Rights needed: s3:PutObject, s3:GetObject, s3:GetObjectVersion, s3:ListBucket, s3:ListBucketVersions,
/// s3:AbortMultipartUpload; s3:DeleteObject and s3:DeleteObjectVersion for retention; kms:GenerateDataKey and kms:Decrypt.
/// </summary>
public sealed class S3ObjectStore : IObjectStore
{
    /// <summary>Metadata that names the upload which made a version. <see cref="S3Upload"/> recognises its own version by it.</summary>
    internal const string UploadMark = "x-amz-meta-ops-upload";

    private readonly string prefix;

    /// <param name="client">Switch off the retries of the client (MaxErrorRetry = 0), because this class retries.</param>
    /// <param name="bucket">A bucket with versioning.</param>
    /// <param name="prefix">Stands before every key, with a '/' between. May be empty.</param>
    /// <param name="options">Bounds and encryption.</param>
    /// <param name="time">The clock for pauses between tries.</param>
    public S3ObjectStore(IAmazonS3 client, string bucket, string prefix, S3StoreOptions options, TimeProvider? time = null)
    {
        (Client, Bucket, Options) = (client, bucket, options.Checked());
        this.prefix = prefix.Trim('/') is { Length: > 0 } trimmed ? trimmed + '/' : "";
        Name = $"s3://{bucket}/{this.prefix}".TrimEnd('/');
        Calls = new S3Calls(Name, options, time ?? TimeProvider.System);
    }

    /// <summary>The address of the store, for messages.</summary>
    public string Name { get; }

    internal IAmazonS3 Client { get; }

    internal string Bucket { get; }

    internal S3StoreOptions Options { get; }

    internal S3Calls Calls { get; }

    public Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<ObjectUpload>(new S3Upload(this, key, condition));
    }

    public async Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken)
    {
        CheckKey(key);
        GetObjectMetadataResponse head =
            await HeadAsync(key, options.Version, cancellationToken) ?? throw new ObjectNotFoundException(Name, key, options.Version);
        long bytes = ReadRange.Resolve(Name, key, options, head.ContentLength);
        string? wholeCrc32 = bytes == head.ContentLength && head.ChecksumType != ChecksumType.COMPOSITE ? head.ChecksumCRC32 : null;
        var ranges = new S3RangeReader(this, key, head.VersionId, head.ETag);
        return new S3ReadStream(ranges, Options, options.Offset, bytes, wholeCrc32);
    }

    public async Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken)
    {
        CheckKey(key);
        return await HeadAsync(key, version: null, cancellationToken) is { } head ? Describe(key, head) : null;
    }

    public async IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // ListObjects returns no version ids. ListObjectVersions returns objects and version ids.
        await foreach (S3ObjectVersion version in ListAllAsync(prefix, cancellationToken))
        {
            if (version.IsLatest == true && version.IsDeleteMarker != true)
            {
                yield return new ObjectDescription(
                    ShortKey(version.Key),
                    version.Size ?? 0,
                    version.ETag,
                    version.VersionId,
                    WholeSecond(version.LastModified)
                );
            }
        }
    }

    public async IAsyncEnumerable<ObjectVersion> ListVersionsAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (S3ObjectVersion version in ListAllAsync(prefix, cancellationToken))
        {
            yield return new ObjectVersion(
                ShortKey(version.Key),
                version.VersionId,
                version.IsDeleteMarker == true ? 0 : version.Size ?? 0,
                WholeSecond(version.LastModified),
                version.IsLatest == true,
                version.IsDeleteMarker == true
            );
        }
    }

    public async Task DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        CheckKey(key);
        try
        {
            _ = await Calls.RunAsync(
                "delete",
                key,
                token =>
                    Client.DeleteObjectAsync(
                        new DeleteObjectRequest
                        {
                            BucketName = Bucket,
                            Key = FullKey(key),
                            VersionId = version,
                        },
                        token
                    ),
                e => IsMissing(e, version) ? new ObjectNotFoundException(Name, key, version) : null,
                cancellationToken
            );
        }
        catch (ObjectNotFoundException)
        {
            // A missing object or version counts as deleted.
        }
    }

    internal string FullKey(string key) => prefix + key;

    /// <summary>Null if there is no such object or version, or if the version is a delete marker.</summary>
    internal async Task<GetObjectMetadataResponse?> HeadAsync(string key, string? version, CancellationToken cancellationToken)
    {
        try
        {
            return await Calls.RunAsync(
                "look for",
                key,
                token => TryHeadAsync(key, version, token),
                e => IsMissing(e, version) ? new ObjectNotFoundException(Name, key, version) : null,
                cancellationToken
            );
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Describes the version that was just written. S3 made its id, so only a plain 404 means that the version is gone.</summary>
    internal async Task<ObjectDescription> DescribeStoredAsync(
        string key,
        string? version,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        GetObjectMetadataResponse head = await Calls.RunAsync(
            "look for",
            key,
            token => TryHeadAsync(key, version, token),
            e => IsNotFound(e) ? new ObjectNotFoundException(Name, key, version) : null,
            cancellationToken
        );
        return Describe(key, head) with { Sha256 = sha256 };
    }

    private static ObjectDescription Describe(string key, GetObjectMetadataResponse head) =>
        new(key, head.ContentLength, head.ETag, head.VersionId ?? "null", WholeSecond(head.LastModified));

    /// <summary>S3 answers 405 for the version id of a delete marker, and InvalidArgument for a malformed version id.</summary>
    private static bool IsMissing(AmazonS3Exception e, string? version) =>
        IsNotFound(e) || (version is not null && (e.StatusCode is HttpStatusCode.MethodNotAllowed || e.ErrorCode is "InvalidArgument"));

    private static bool IsNotFound(AmazonS3Exception e) => e.StatusCode is HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket";

    /// <summary>Headers have whole seconds. Listings of some stores are finer. Rounding down makes both equal for one object.</summary>
    private static DateTimeOffset WholeSecond(DateTime? at) =>
        at is { } time
            ? DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeSeconds())
            : DateTimeOffset.UnixEpoch;

    private async Task<GetObjectMetadataResponse> TryHeadAsync(string key, string? version, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest
                {
                    BucketName = Bucket,
                    Key = FullKey(key),
                    VersionId = version,
                    ChecksumMode = ChecksumMode.ENABLED,
                },
                cancellationToken
            );
        }
        catch (AmazonS3Exception refusal) when (refusal.StatusCode is HttpStatusCode.BadRequest)
        {
            await NameRefusalAsync(key, version, cancellationToken);
            throw new IOException($"HEAD was refused, and GET of the same object was not: {refusal.Message}", refusal);
        }
    }

    /// <summary>An answer to HEAD has no body, so a 400 does not tell a malformed version id from an expired session. GET is refused
    /// for the same reason, and its answer names the reason. This method throws that error, or returns if GET succeeds.</summary>
    private async Task NameRefusalAsync(string key, string? version, CancellationToken cancellationToken)
    {
        using GetObjectResponse answer = await Client.GetObjectAsync(
            new GetObjectRequest
            {
                BucketName = Bucket,
                Key = FullKey(key),
                VersionId = version,
            },
            cancellationToken
        );
    }

    private string ShortKey(string key) => key[prefix.Length..];

    private async IAsyncEnumerable<S3ObjectVersion> ListAllAsync(string keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(keys);
        string? keyMarker = null;
        string? versionMarker = null;
        while (true)
        {
            ListVersionsResponse page = await Calls.RunAsync(
                "list",
                keys,
                token =>
                    Client.ListVersionsAsync(
                        new ListVersionsRequest
                        {
                            BucketName = Bucket,
                            Prefix = prefix + keys,
                            KeyMarker = keyMarker,
                            VersionIdMarker = versionMarker,
                        },
                        token
                    ),
                meaning: null,
                cancellationToken
            );
            foreach (S3ObjectVersion? version in page.Versions ?? [])
            {
                yield return version;
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            (keyMarker, versionMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
    }

    private void CheckKey(string key)
    {
        ObjectKey.Check(key);
        if (prefix.Length > 0 && Encoding.UTF8.GetByteCount(FullKey(key)) > ObjectKey.MaximumBytes)
        {
            throw new InvalidInputException(
                $"The key '{key}' is too long together with the prefix '{prefix}': {ObjectKey.MaximumBytes} bytes are the limit.",
                "use a shorter prefix in OPS_STORE."
            );
        }
    }
}
