namespace Serverless.Ops.Domain.Sets.Binlog;

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
