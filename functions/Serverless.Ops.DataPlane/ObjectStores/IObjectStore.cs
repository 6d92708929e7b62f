namespace Serverless.Ops.DataPlane.ObjectStores;

/// <summary>
/// A bucket with versions. Every adapter passes the same conformance suite.
/// Keys are UTF-8, parts separated by '/', no empty, '.' or '..' part, at most 1,024 bytes; anything else is an
/// <c>InvalidInputException</c>. A missing object is an <see cref="ObjectNotFoundException"/> from reads and null from
/// <see cref="FindAsync"/>; it is never an empty result.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Opens an upload of unknown length in bounded memory. Nothing is visible under the key until
    /// <see cref="ObjectUpload.CompleteAsync"/> returns; then the whole object is, atomically and durably, as a new
    /// version. Disposing without completing leaves nothing behind. A condition is judged when the upload completes.
    /// </summary>
    Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>The bytes of the newest version, or of one version, or of a range of it. Reads are checked end to end
    /// where the store keeps a checksum, and a short read is an error that names key, offset, needed and got.</summary>
    Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>What is known of the newest version, or null when the key has none or its newest is a delete marker.</summary>
    Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Newest versions under the prefix in ordinal key order; all of them, over any number of listing pages.</summary>
    IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Every version and delete marker under the prefix: ordinal key order, newest first within a key.</summary>
    IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Hides the key behind a delete marker (no <paramref name="version"/>), or removes that one version for good.
    /// Deleting what is not there succeeds.</summary>
    Task DeleteAsync(string key, string? version, CancellationToken cancellationToken);
}
