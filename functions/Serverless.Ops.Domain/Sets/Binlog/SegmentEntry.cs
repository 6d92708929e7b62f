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
    TornTail? Torn = null
);

/// <summary>
/// The end of a file that the server wrote when it crashed. Its bytes are no whole transaction and are not stored. The server rolls back
/// a transaction that is not whole in its log, and a replica never sees that transaction.
/// </summary>
/// <param name="FileBytes">Size of the server's file in bytes.</param>
/// <param name="Gtid">The transaction that is not whole; empty when its id is torn too.</param>
public sealed record TornTail(long FileBytes, string Gtid)
{
    /// <summary>A message for people about the torn file.</summary>
    /// <param name="end">Where the last whole transaction of the file ends.</param>
    public string Describe(string file, long end) =>
        $"A crash of the source tore {file}. The file has {FileBytes} bytes. Its bytes after {end} are no whole transaction"
        + $"{(Gtid.Length > 0 ? $" ({Gtid})" : "")} and are not stored. The source rolled that transaction back when it started again. "
        + "Only its changes to non-transactional tables remain on the source, and the log does not have them.";
}
