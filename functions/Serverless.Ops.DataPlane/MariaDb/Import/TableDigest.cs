using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>Reads rows through the dump's own encoder and counts and digests them, storing nothing.</summary>
internal sealed class TableDigest
{
    private RowsDigest digest;

    public long Rows { get; private set; }

    public override string ToString() => digest.ToString();

    public void Add(TableDigest other)
    {
        Rows += other.Rows;
        digest.Add(other.digest);
    }

    public static async Task<TableDigest> ReadAsync(MariaDbConnection connection, ChunkWork work, CancellationToken cancellationToken)
    {
        connection.Activity = $"reading {work.Table.QuotedName} back";
        var result = new TableDigest();
        var encoder = new RowEncoder(work.Table.Columns);
        var text = new TextBuffer();
        ResultReader rows = await connection.QueryAsync(work.Table.SelectStatement + work.Condition, cancellationToken);
        while (await rows.FillAsync(cancellationToken))
        {
            while (rows.TryRead(out ReadOnlySpan<byte> row))
            {
                encoder.Encode(row, text);
                result.digest.Add(text.Written.Span);
                result.Rows++;
                text.Clear();
            }
        }

        return result;
    }
}
