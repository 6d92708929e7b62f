using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>Which row of which shape, by the bytes of its key: what a collation finds equal is another row here.</summary>
internal readonly record struct RowKey(RowShape Shape, string Values)
{
    public static RowKey Of(JournalRow row)
    {
        RowShape shape = RowShape.Of(row);
        return new RowKey(shape, string.Join('\0', shape.KeyColumns.Select(column => row.Key[column])));
    }

    public static RowKey Of(RowShape shape, IReadOnlyDictionary<string, string?> observed) =>
        new(shape, string.Join('\0', shape.KeyColumns.Select(column => observed[column])));
}
