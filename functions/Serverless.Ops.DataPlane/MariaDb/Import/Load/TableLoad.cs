using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>One table of a running import. Counts the table's parts that are not loaded yet.</summary>
internal sealed class TableLoad
{
    private int partsLeft;

    public TableLoad(TableEntry entry, TableStatements statements)
    {
        (Entry, Statements) = (entry, statements);
        InOrder =
            entry.Partitions is not null
            || !RowOrder.IsByPrimaryKey(entry.Engine, entry.CreateStatement)
            || entry.Chunks.Any(chunk => chunk.AsStatements == true);
        Parts =
            entry.Chunks.Count == 0 ? []
            : InOrder ? [entry.Chunks]
            : [.. entry.Chunks.Select(chunk => (ChunkEntry[])[chunk])];
        partsLeft = Parts.Count;
    }

    public TableEntry Entry { get; }

    public TableStatements Statements { get; }

    /// <summary>True when the rows must be loaded in the order in which they were read.</summary>
    public bool InOrder { get; }

    /// <summary>What different connections may load at the same time. The chunks of one part are loaded one after the other.</summary>
    public IReadOnlyList<IReadOnlyList<ChunkEntry>> Parts { get; }

    /// <summary>Counts one loaded part.</summary>
    /// <returns>True if it was the table's last part; exactly one caller gets true.</returns>
    public bool EndPart() => Interlocked.Decrement(ref partsLeft) == 0;
}
