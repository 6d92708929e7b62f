using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>Reads rows with the dump's own encoder, counts them and computes their digests. Stores nothing.</summary>
internal sealed class TableDigest
{
    private RowsDigest digest;
    private RowsDigest generated;

    public long Rows { get; private set; }

    /// <summary>Digest of the stored generated columns; zero when the table has none.</summary>
    public string Generated => generated.ToString();

    /// <summary>Digest of the rows' order; null when the table's primary key decides the order.</summary>
    public string? Order { get; private set; }

    /// <summary>Rows of each partition of a table PARTITION BY SYSTEM_TIME; empty for every other table.</summary>
    public IReadOnlyList<PartitionEntry> Partitions { get; private set; } = [];

    public override string ToString() => digest.ToString();

    public void Add(TableDigest other)
    {
        Rows += other.Rows;
        digest.Add(other.digest);
        generated.Add(other.generated);

        // A table that has one of these is read in one piece.
        Order = other.Order;
        Partitions = other.Partitions;
    }

    /// <param name="text">An empty buffer of the caller, which is used for chunk after chunk.</param>
    public static async Task<TableDigest> ReadAsync(
        MariaDbConnection connection,
        ChunkWork work,
        TextBuffer text,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = $"reading {work.Table.QuotedName} back";
        var result = new TableDigest();
        OrderDigest? order = work.Table.OrderIsByPrimaryKey ? null : new OrderDigest();
        var partitions = new List<PartitionEntry>();
        foreach (string? partition in work.Table.Reads)
        {
            long before = result.Rows;
            var rowText = new RowText(work.Table, order);
            ResultReader rows = await connection.QueryAsync(work.Table.SelectStatement(partition) + work.Condition, cancellationToken);
            while (await rows.FillAsync(cancellationToken))
            {
                while (rows.TryRead(out ReadOnlySpan<byte> row))
                {
                    rowText.Append(row, text);
                    result.Rows++;
                    text.Clear();
                }
            }

            result.digest.Add(rowText.RowsDigest);
            result.generated.Add(rowText.GeneratedDigest ?? default);
            if (partition is not null)
            {
                partitions.Add(new PartitionEntry(partition, result.Rows - before, rowText.RowsDigest.ToString()));
            }
        }

        result.Partitions = partitions;
        result.Order = order?.ToString();
        return result;
    }
}
