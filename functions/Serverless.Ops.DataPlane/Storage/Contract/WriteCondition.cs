using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>What must hold when an upload completes.</summary>
public sealed record WriteCondition
{
    private WriteCondition(string? eTag, bool absent) => (ETag, Absent) = (eTag, absent);

    /// <summary>No condition: a new version in any case.</summary>
    public static WriteCondition None { get; } = new(null, absent: false);

    /// <summary>Only when the key has no object (S3: If-None-Match: *).</summary>
    public static WriteCondition IfAbsent { get; } = new(null, absent: true);

    /// <summary>The ETag the newest version must have, or null.</summary>
    public string? ETag { get; }

    /// <summary>True for <see cref="IfAbsent"/>.</summary>
    public bool Absent { get; }

    /// <summary>Only when the newest version has this ETag (S3: If-Match).</summary>
    public static WriteCondition IfMatch(string eTag) => new(eTag, absent: false);
}

/// <summary>A conditional write lost: somebody else wrote the key first.</summary>
public sealed class WriteConflictException(string store, string key)
    : TransientException(
        $"{store} did not write '{key}': another writer was first.",
        "nothing was changed; read the object again and decide anew."
    );
