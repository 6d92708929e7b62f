using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets.Binlog;

/// <summary>A byte range of one binary log file; the segments of a file, concatenated, are the file but for its torn tail.</summary>
/// <param name="Name">Its key below the set's prefix.</param>
/// <param name="File">Binary log file name.</param>
/// <param name="FileCreatedAt">From the file's Format_description event: tells a reused name from the same file.</param>
/// <param name="FormatDescription">The file's Format_description event, base64: what a reader of a later segment needs to know.</param>
/// <param name="From">First byte (0 for a file's beginning, with its magic number).</param>
/// <param name="To">Byte after the last; always the end of a whole transaction or of the file. Equal to <paramref name="From"/>
/// when all that was left to say is that the file ended there.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
/// <param name="EndsFile">True when the file is complete with this segment.</param>
/// <param name="Torn">What the server's file has behind it that is no whole transaction: only where it <paramref name="EndsFile"/>, and a crash tore that.</param>
/// <param name="Transactions">How many transactions begin in it.</param>
/// <param name="GtidAtEnd">GTID position after it.</param>
/// <param name="Seconds">The second index: the first commit of each new second, in log order.</param>
/// <param name="AnomalyCount">How many commits have a time stamp that a session set.</param>
/// <param name="Anomalies">The first of those.</param>
/// <param name="Late">Seconds of which commits stand behind much later ones; null in sets of before it was looked for.</param>
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
/// The end of a file that the server wrote when it crashed: bytes that are no whole transaction, and are not stored. The server takes back
/// a transaction that its log does not have whole, and a replica never sees it.
/// </summary>
/// <param name="FileBytes">Size of the server's file.</param>
/// <param name="Gtid">The transaction that is not whole; empty when not even its id is.</param>
public sealed record TornTail(long FileBytes, string Gtid)
{
    /// <summary>What a person has to know of it.</summary>
    /// <param name="end">Where the last whole transaction of the file ends.</param>
    public string Describe(string file, long end) =>
        $"A crash of the source tore {file}: of its {FileBytes} bytes those behind {end} are no whole transaction{(Gtid.Length > 0 ? $" ({Gtid})" : "")} and are not stored. "
        + "The source took that transaction back when it started again; only what it had changed in tables without transactions is there and not in the log.";
}
