namespace Serverless.Ops.Domain.Restore;

/// <summary>One stored segment and which of its file's bytes the replay reads.</summary>
/// <param name="Key">Full key in the store.</param>
/// <param name="File">Binary log file name.</param>
/// <param name="SegmentFrom">File position of the object's first byte.</param>
/// <param name="SegmentTo">File position after the object's last byte.</param>
/// <param name="Sha256">Of the object's bytes as stored.</param>
public sealed record PlannedSegment(string Key, string File, long SegmentFrom, long SegmentTo, string Sha256);
