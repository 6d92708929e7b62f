using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>A stored segment is not what its manifest says; found before any write.</summary>
public sealed class SegmentDamagedException(string key, string what)
    : PermanentException(
        $"The segment {key} is not what its manifest says: {what}.",
        "restore its earlier version if the store has one; otherwise plan a restore to a second before it, and take a full backup now."
    );
