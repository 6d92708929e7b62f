namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>
/// A bucket with versions. Every adapter passes the same conformance suite.
/// <para>
/// A key is UTF-8 text of at most 1,024 bytes. Its parts are separated by '/'. No part is empty, '.' or '..', and no character is
/// U+0000. Any other key is an <c>InvalidInputException</c>. One key may be the beginning of another (<c>a</c> and <c>a/b</c>).
/// Keys are ordered by their UTF-8 bytes (<see cref="ObjectKey.Compare"/>).
/// </para>
/// <para>
/// For a missing object, reads throw <see cref="ObjectNotFoundException"/> and <see cref="FindAsync"/> returns null. No call returns
/// an empty result instead. Other failures are the <c>Store…Exception</c> types of this folder. Errors of the file system or of an
/// SDK never come out.
/// </para>
/// All streams are asynchronous only: their synchronous Read and Write throw <see cref="NotSupportedException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Opens an upload of unknown length that needs bounded memory. <see cref="ObjectUpload.CompleteAsync"/> makes the whole object
    /// visible as a new version, atomically and durably. Nothing is visible under the key before that. An upload that is disposed
    /// without completing leaves nothing behind. The store checks the condition when the upload completes.
    /// </summary>
    Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the newest version, or a given version, or a range of bytes of either. All bytes come from one version, even if
    /// another writer stores a new version meanwhile. A read of the whole object is compared with the checksum that the store keeps:
    /// on a difference the stream throws <see cref="StoreDamagedException"/> before it hands out the last byte. The call throws
    /// <see cref="ShortReadException"/>, with key, offset, needed and got, if part of the range lies outside the object or if the
    /// object is shorter than its recorded length.
    /// </summary>
    Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Describes the newest version. Null if the key has no version or the newest one is a delete marker.</summary>
    Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Lists the newest version of every key that begins with the prefix, in key order, over any number of listing pages.
    /// The prefix may end anywhere, also between two '/'. The empty prefix lists everything.</summary>
    IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Lists every version and delete marker under the prefix in key order. Within a key the newest comes first.</summary>
    IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Without a <paramref name="version"/>, hides the key behind a delete marker. With one, removes that version for good;
    /// if it was the newest, the version before it becomes the newest. Deleting a missing key or version succeeds.</summary>
    Task DeleteAsync(string key, string? version, CancellationToken cancellationToken);
}

/// <summary>One version of one object.</summary>
/// <param name="Key">Full key.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="ETag">Opaque; compare only for equality. Two versions with different bytes never have the same ETag.</param>
/// <param name="Version">Opaque version id.</param>
/// <param name="StoredAt">When the version was stored, UTC.</param>
/// <param name="Sha256">SHA-256 of the stored bytes, 64 lower-case hex digits. <see cref="ObjectUpload.CompleteAsync"/> always returns
/// it. From other calls it is null if the store does not keep it.</param>
public sealed record ObjectDescription(string Key, long Bytes, string ETag, string Version, DateTimeOffset StoredAt, string? Sha256 = null);

/// <summary>One version of one key in the store's history.</summary>
public sealed record ObjectVersion(string Key, string Version, long Bytes, DateTimeOffset StoredAt, bool IsNewest, bool IsDeleteMarker);
