namespace Serverless.Ops.Domain.Sets.Binlog;

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
