using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The store has no such object or version.</summary>
public sealed class ObjectNotFoundException(string store, string key, string? version)
    : PermanentException(
        $"{store} has no object '{key}'{(version is null ? "" : $" in version {version}")}.",
        "check the key against the store's listing; if a backup lost it, choose another set."
    );

/// <summary>An object that is read into memory as a whole is larger than its reader allows.</summary>
public sealed class ObjectTooLargeException(string key, long limitBytes)
    : PermanentException(
        $"Object '{key}' is larger than the {limitBytes} bytes that are read into memory at once.",
        "this is not the kind of object that was expected under this key; look at who wrote it."
    );

/// <summary>Fewer bytes are there than were asked for.</summary>
public sealed class ShortReadException(string store, string key, long offset, long needed, long got)
    : PermanentException(
        $"{store}: '{key}' from byte {offset} was to give {needed} bytes and gave {got}.",
        "compare the object's length with its manifest; if it is shorter, treat the set as damaged."
    )
{
    public long Offset { get; } = offset;

    public long Needed { get; } = needed;

    public long Got { get; } = got;
}

/// <summary>The store understood the request and refuses it: rights, credentials, encryption key, or what is asked for.</summary>
public sealed class StoreAccessDeniedException(string store, string operation, string? key, Exception cause)
    : PermanentException(
        $"{store} refused to {operation}{(key is null ? "" : $" '{key}'")}: {cause.Message}",
        "check the role's policy, the bucket's policy and the key's policy (or the folder's owner and mode).",
        cause
    );

/// <summary>The bytes of a version are not those that were stored.</summary>
public sealed class StoreDamagedException(string store, string key, string version, string whatIsWrong)
    : PermanentException(
        $"{store}: object '{key}' in version {version} is damaged: {whatIsWrong}.",
        "do not trust this object; restore from another set or another copy of the store, and look into the disk."
    );

/// <summary>No room is left. Permanent: a retry would only write the same bytes into the same full disk.</summary>
public sealed class StoreFullException(string store, string key, Exception? cause = null)
    : PermanentException(
        $"{store} has no room left for '{key}'; nothing of it was kept.",
        "free or add space, then run the job again.",
        cause
    );

/// <summary>The store itself is not there: no such bucket.</summary>
public sealed class StoreNotFoundException(string store, Exception? cause = null)
    : PermanentException($"{store} does not exist.", "correct OPS_STORE, or create the bucket with versioning switched on.", cause);

/// <summary>The store asked us to slow down more often than the options allow.</summary>
public sealed class StoreThrottledException(string store, string operation, string? key, int attempts, Exception? cause = null)
    : TransientException(
        $"{store} throttled us {attempts} times in a row when asked to {operation}{(key is null ? "" : $" '{key}'")}.",
        "the job is tried again later; if this is frequent, let fewer jobs run at the same time: S3 raises a prefix's rate by itself under lasting load.",
        cause
    );

/// <summary>The store did not answer, or broke off, after the retries that its options allow.</summary>
public sealed class StoreUnavailableException(string store, string whatHappened, Exception? cause = null, string? nextStep = null)
    : TransientException(
        $"{store}: {whatHappened}",
        nextStep ?? "the job is tried again; if this lasts, check the network and the store's own health.",
        cause
    );
