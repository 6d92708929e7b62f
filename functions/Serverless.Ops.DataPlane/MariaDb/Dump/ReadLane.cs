using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Several sessions of one snapshot, used one after the other. A session keeps the metadata lock of each table that it has read until it ends
/// (with a binary log, rolling back to a savepoint does not give it back), and an ALTER that waits for it stops everyone who comes after. Ending sessions
/// early bounds that wait to a part of the dump.
/// </summary>
internal sealed class ReadLane(IEnumerable<MariaDbConnection> sessions)
{
    private readonly Queue<MariaDbConnection> sessions = new(sessions);
    private long bytesRead;

    public MariaDbConnection Current => sessions.Peek();

    /// <summary>Ends the session once it has read its share; the last one stays.</summary>
    public async Task CountAsync(long bytes, long share)
    {
        bytesRead += bytes;
        if (bytesRead >= share && sessions.Count > 1)
        {
            bytesRead = 0;
            await sessions.Dequeue().DisposeAsync();
        }
    }
}
