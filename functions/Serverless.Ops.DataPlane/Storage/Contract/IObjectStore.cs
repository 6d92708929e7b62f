namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>
/// A bucket with versions. Every adapter passes the same conformance suite.
/// Keys are UTF-8, parts separated by '/', no empty, '.' or '..' part, no U+0000, at most 1,024 bytes; anything else is
/// an <c>InvalidInputException</c>. A key may be the beginning of another (<c>a</c> and <c>a/b</c>). Order is that of the
/// keys' UTF-8 bytes (<see cref="ObjectKey.Compare"/>). A missing object is an <see cref="ObjectNotFoundException"/> from
/// reads and null from <see cref="FindAsync"/>; it is never an empty result. Other failures are the <c>Store…Exception</c>
/// types of this folder, never those of the file system or of an SDK. All streams are asynchronous only: their
/// synchronous Read and Write throw <see cref="NotSupportedException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Opens an upload of unknown length in bounded memory. Nothing is visible under the key until
    /// <see cref="ObjectUpload.CompleteAsync"/> returns; then the whole object is, atomically and durably, as a new
    /// version. Disposing without completing leaves nothing behind. A condition is judged when the upload completes.
    /// </summary>
    Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>
    /// The bytes of the newest version, or of one version, or of a range of it. What is read is of one version, also
    /// when the key is written meanwhile. Whole reads are checked against the checksum that the store keeps
    /// (<see cref="StoreDamagedException"/> before the last byte is handed out). A range that is not wholly inside the
    /// object, and an object shorter than it says, are a <see cref="ShortReadException"/> with key, offset, needed and got.
    /// </summary>
    Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>What is known of the newest version, or null when the key has none or its newest is a delete marker.</summary>
    Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Newest versions whose keys begin with the prefix, in key order; all of them, over any number of listing
    /// pages. The prefix need not end at a '/'; the empty one lists everything.</summary>
    IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Every version and delete marker under the prefix: key order, newest first within a key.</summary>
    IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Hides the key behind a delete marker (no <paramref name="version"/>), or removes that one version for good:
    /// the one before it is then the newest. Deleting what is not there succeeds.</summary>
    Task DeleteAsync(string key, string? version, CancellationToken cancellationToken);
}

/// <summary>One object as it stands.</summary>
/// <param name="Key">Full key.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="ETag">Opaque; compare only for equality. Two versions with different bytes never share one.</param>
/// <param name="Version">Opaque version id.</param>
/// <param name="StoredAt">When the version was stored, UTC.</param>
/// <param name="Sha256">Of the bytes as stored, 64 lower-case hex digits. Always there on what
/// <see cref="ObjectUpload.CompleteAsync"/> returns; otherwise null where the store does not keep it.</param>
public sealed record ObjectDescription(string Key, long Bytes, string ETag, string Version, DateTimeOffset StoredAt, string? Sha256 = null);

/// <summary>One version of one key in the store's history.</summary>
public sealed record ObjectVersion(string Key, string Version, long Bytes, DateTimeOffset StoredAt, bool IsNewest, bool IsDeleteMarker);
