namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>One stored segment that the replay reads; where in it the way begins and ends is said by the plan's coordinates.</summary>
/// <param name="Key">Full key in the store.</param>
/// <param name="File">Binary log file name.</param>
/// <param name="FormatDescription">The file's Format_description event, base64.</param>
/// <param name="SegmentFrom">File position of the object's first byte.</param>
/// <param name="SegmentTo">File position after the object's last byte.</param>
/// <param name="EndsFile">True when the next segment is of the next file.</param>
/// <param name="Sha256">Of the object's bytes as stored.</param>
public sealed record PlannedSegment(
    string Key, string File, string FormatDescription, long SegmentFrom, long SegmentTo, bool EndsFile, string Sha256);
