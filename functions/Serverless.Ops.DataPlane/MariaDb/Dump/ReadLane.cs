using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Several sessions of one snapshot, used one after the other. A session keeps the metadata lock of each table that it has read until the
/// session ends: on a server with a binary log, ROLLBACK TO SAVEPOINT does not release the lock. An ALTER that waits for such a lock blocks
/// every later statement on the table. A session that ends early limits this wait to a part of the dump.
/// </summary>
internal sealed class ReadLane(IEnumerable<MariaDbConnection> sessions, IReadOnlyDictionary<string, string> identities)
{
    private readonly Queue<MariaDbConnection> sessions = new(sessions);
    private readonly HashSet<string> tablesRead = new(StringComparer.Ordinal);
    private long bytesRead;

    public MariaDbConnection Current => sessions.Peek();

    /// <summary>Counts the chunk, and ends the session if it has read its share. The last session stays open.</summary>
    /// <param name="share">Bytes that one session reads before it ends.</param>
    public async Task CountAsync(ChunkWork work, long share, CancellationToken cancellationToken)
    {
        tablesRead.Add(work.Table.QuotedName);
        bytesRead += work.EstimatedBytes;
        if (bytesRead >= share && sessions.Count > 1)
        {
            bytesRead = 0;
            await RequireSameTablesAsync(cancellationToken);
            await sessions.Dequeue().DisposeAsync();
        }
    }

    /// <summary>
    /// Fails if a table was replaced by another of the same form, for example by a swap of names. The server gives no error for a swap:
    /// only InnoDB's table numbers differ. The check runs while the session's metadata locks still hold the tables, and only once a
    /// session, because the server reads through all tables for the answer.
    /// </summary>
    /// <exception cref="SchemaChangedException"/>
    public async Task RequireSameTablesAsync(CancellationToken cancellationToken)
    {
        if (tablesRead.Count == 0)
        {
            return;
        }

        IReadOnlyDictionary<string, string> now = await TableIdentities.ReadAsync(Current, cancellationToken);
        if (tablesRead.FirstOrDefault(table => now.GetValueOrDefault(table) != identities.GetValueOrDefault(table)) is { } changed)
        {
            throw new SchemaChangedException(changed);
        }

        tablesRead.Clear();
    }

    /// <summary>False if InnoDB has another number for the table than under the snapshot's locks.</summary>
    public async Task<bool> IsSameTableAsync(string table, CancellationToken cancellationToken) =>
        (await TableIdentities.ReadAsync(Current, cancellationToken)).GetValueOrDefault(table) == identities.GetValueOrDefault(table);
}
