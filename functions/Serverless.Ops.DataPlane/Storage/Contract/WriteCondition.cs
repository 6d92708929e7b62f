using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>A condition that the store checks when an upload completes.</summary>
public sealed record WriteCondition
{
    private WriteCondition(string? eTag, bool absent) => (ETag, Absent) = (eTag, absent);

    /// <summary>No condition: the upload always stores a new version.</summary>
    public static WriteCondition None { get; } = new(null, absent: false);

    /// <summary>The key must have no object (S3: If-None-Match: *).</summary>
    public static WriteCondition IfAbsent { get; } = new(null, absent: true);

    /// <summary>The ETag that the newest version must have. Null means any.</summary>
    public string? ETag { get; }

    /// <summary>True for <see cref="IfAbsent"/>.</summary>
    public bool Absent { get; }

    /// <summary>The newest version must have this ETag (S3: If-Match).</summary>
    public static WriteCondition IfMatch(string eTag) => new(eTag, absent: false);
}

/// <summary>The condition of a write did not hold: another writer wrote the key first.</summary>
public sealed class WriteConflictException(string store, string key)
    : TransientException(
        $"{store} did not write '{key}': another writer was first.",
        "nothing was changed; read the object again, then decide whether to write."
    );
