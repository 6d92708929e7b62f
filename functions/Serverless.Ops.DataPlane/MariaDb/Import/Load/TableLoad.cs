using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>One table on its way in; knows when its last chunk is loaded.</summary>
internal sealed class TableLoad(TableEntry entry, TableStatements statements)
{
    private int chunksLeft = entry.Chunks.Count;

    public TableEntry Entry { get; } = entry;

    public TableStatements Statements { get; } = statements;

    /// <summary>True for the caller whose chunk was the last.</summary>
    public bool EndChunk() => Interlocked.Decrement(ref chunksLeft) == 0;
}
