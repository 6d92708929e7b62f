using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>An object is not what was stored: missing, short or changed.</summary>
/// <param name="key">Full key of the object.</param>
public abstract class DamagedObjectException(string key, string whatHappened, string nextStep, Exception? cause = null)
    : PermanentException(whatHappened, nextStep, cause)
{
    /// <summary>For an object of a set that no earlier version replaces.</summary>
    public const string UseAnotherSet =
        "bring back the object's earlier version if the store has one; otherwise start the restore again with another run id: "
        + "planning leaves out what is noted as damaged, and the input 'set' chooses a set by hand (statemachines/README.md)";

    public string ObjectKey { get; } = key;
}

/// <summary>The store has no such object or version.</summary>
public sealed class ObjectNotFoundException(string store, string key, string? version)
    : DamagedObjectException(
        key,
        $"{store} has no object '{key}'{(version is null ? "" : $" in version {version}")}.",
        $"compare the key with a listing of the store; if the object of a backup set is lost, {UseAnotherSet}."
    );

/// <summary>An object is larger than its limit: the limit for a read into memory, or the store's limit for an upload.</summary>
public sealed class ObjectTooLargeException(string key, long limitBytes)
    : PermanentException(
        $"Object '{key}' is larger than its limit of {limitBytes} bytes.",
        "check which program writes this key; an object of the expected kind is smaller."
    );

/// <summary>The object has fewer bytes than the read asked for.</summary>
public sealed class ShortReadException(string store, string key, long offset, long needed, long got)
    : DamagedObjectException(
        key,
        $"{store}: a read of '{key}' from byte {offset} needed {needed} bytes and got {got}.",
        $"compare the length of the object with its manifest; if the object is shorter, {UseAnotherSet}."
    )
{
    public long Offset { get; } = offset;

    public long Needed { get; } = needed;

    public long Got { get; } = got;
}

/// <summary>The store refused the request because of a right, the credentials, the encryption key or the request itself.</summary>
public sealed class StoreAccessDeniedException(string store, string operation, string? key, Exception cause)
    : PermanentException(
        $"{store} refused to {operation}{(key is null ? "" : $" '{key}'")}: {cause.Message}",
        "check the role's policy, the bucket's policy and the key's policy (or the folder's owner, mode and mount).",
        cause
    );

/// <summary>The bytes of a version differ from the bytes that were stored.</summary>
public sealed class StoreDamagedException(string store, string key, string version, string whatIsWrong)
    : DamagedObjectException(
        key,
        $"{store}: object '{key}' in version {version} is damaged: {whatIsWrong}.",
        $"do not use this object, and check the disk; {UseAnotherSet}."
    );

/// <summary>The store is full. Permanent, because a retry would write the same bytes to the same full disk.</summary>
public sealed class StoreFullException(string store, string key, Exception? cause = null)
    : PermanentException(
        $"{store} has no room left for '{key}'; no part of the object was kept.",
        "free or add space, then run the job again.",
        cause
    );

/// <summary>The bucket of the store does not exist.</summary>
public sealed class StoreNotFoundException(string store, Exception? cause = null)
    : PermanentException($"{store} does not exist.", "correct OPS_STORE, or create the bucket with versioning switched on.", cause);

/// <summary>The store throttled a request on every try that the options allow.</summary>
public sealed class StoreThrottledException(string store, string operation, string? key, int attempts, Exception? cause = null)
    : TransientException(
        $"{store} throttled the request to {operation}{(key is null ? "" : $" '{key}'")} {attempts} times in a row.",
        "the job is tried again later; if this is frequent, run fewer jobs at the same time. "
            + "S3 raises the rate of a prefix by itself under lasting load.",
        cause
    );

/// <summary>The store did not answer, or its answer broke off, on every try that the options allow.</summary>
public sealed class StoreUnavailableException(string store, string whatHappened, Exception? cause = null, string? nextStep = null)
    : TransientException(
        $"{store}: {whatHappened}",
        nextStep ?? "the job is tried again; if this lasts, check the network and the health of the store.",
        cause
    );
