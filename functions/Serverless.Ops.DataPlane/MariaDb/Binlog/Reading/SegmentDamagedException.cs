using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>A stored segment does not match its manifest. Checked before any write.</summary>
public sealed class SegmentDamagedException(string key, string what)
    : PermanentException(
        $"The segment {key} does not match its manifest: {what}.",
        "restore the segment's earlier version if the store has one; "
            + "otherwise plan a restore to a second before the segment, and take a full backup now."
    );
