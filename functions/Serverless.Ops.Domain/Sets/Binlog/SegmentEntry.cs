using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets.Binlog;

/// <summary>A byte range of one binary log file. The segments of a file, concatenated, are the file without its torn tail.</summary>
/// <param name="Name">The segment's key below the set's prefix.</param>
/// <param name="File">Binary log file name.</param>
/// <param name="FileCreatedAt">From the file's Format_description event. Tells a reused name from the same file.</param>
/// <param name="FormatDescription">The file's Format_description event, base64. A reader of a later segment needs it.</param>
/// <param name="From">First byte; 0 for a file's beginning, with its magic number.</param>
/// <param name="To">Byte after the last one: always the end of a whole transaction or of the file. Equal to <paramref name="From"/>
/// when the segment only records that the file ended there.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
/// <param name="EndsFile">True when the file is complete with this segment.</param>
/// <param name="Torn">The end of the server's file that is no whole transaction. Only with <paramref name="EndsFile"/>, when a crash
/// tore the file.</param>
/// <param name="Transactions">Number of transactions that begin in the segment.</param>
/// <param name="GtidAtEnd">GTID position after the segment.</param>
/// <param name="Seconds">The second index: the first commit of each new second, in log order.</param>
/// <param name="AnomalyCount">Number of commits with a time stamp that a session set.</param>
/// <param name="Anomalies">The first of those commits.</param>
/// <param name="Late">Seconds with commits that follow a commit of a much later second; null in sets older than this field.</param>
/// <param name="Findings">Changes whose rows the log does not have; null in sets older than this field: nobody looked through them.
/// </param>
/// <param name="Sequences">The sequence numbers in the segment, of each domain in which they do not only rise, because a session set one
/// (gtid_seq_no); null when they only rise, and in sets older than this field.</param>
/// <param name="ClockMovedBack">Set when the source's clock was moved back before or within the segment. Its marks begin anew.</param>
public sealed record SegmentEntry(
    string Name,
    string File,
    DateTimeOffset FileCreatedAt,
    string FormatDescription,
    long From,
    long To,
    string Sha256,
    bool EndsFile,
    long Transactions,
    string GtidAtEnd,
    IReadOnlyList<SecondMark> Seconds,
    long AnomalyCount,
    IReadOnlyList<TimestampAnomaly> Anomalies,
    IReadOnlyList<LateSecond>? Late = null,
    TornTail? Torn = null,
    SegmentFindings? Findings = null,
    ClockMovedBack? ClockMovedBack = null,
    IReadOnlyList<SequenceRange>? Sequences = null
);
