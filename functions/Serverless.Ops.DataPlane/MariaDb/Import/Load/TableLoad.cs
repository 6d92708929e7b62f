using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>One table of a running import. Counts the table's chunks that are not loaded yet.</summary>
internal sealed class TableLoad(TableEntry entry, TableStatements statements)
{
    private int chunksLeft = entry.Chunks.Count;

    public TableEntry Entry { get; } = entry;

    public TableStatements Statements { get; } = statements;

    /// <summary>Counts one loaded chunk.</summary>
    /// <returns>True if it was the table's last chunk; exactly one caller gets true.</returns>
    public bool EndChunk() => Interlocked.Decrement(ref chunksLeft) == 0;
}
