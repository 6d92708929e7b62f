using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Several sessions of one snapshot, used one after the other. A session keeps the metadata lock of each table that it has read until it ends
/// (with a binary log, rolling back to a savepoint does not give it back), and an ALTER that waits for it stops everyone who comes after. Ending sessions
/// early bounds that wait to a part of the dump.
/// </summary>
internal sealed class ReadLane(IEnumerable<MariaDbConnection> sessions, IReadOnlyDictionary<string, string> identities)
{
    private readonly Queue<MariaDbConnection> sessions = new(sessions);
    private readonly HashSet<string> tablesRead = new(StringComparer.Ordinal);
    private long bytesRead;

    public MariaDbConnection Current => sessions.Peek();

    /// <summary>Ends the session once it has read its share; the last one stays.</summary>
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
    /// Two tables of one form that swapped their names give no error: only their numbers tell. Asked once a session, while its metadata locks
    /// still hold the tables as it read them, since the server reads through all tables for the answer.
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
}
