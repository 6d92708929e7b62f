using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Rows of one table as text, with their digests. Stored generated columns are not in the text. Their digest covers the row's text and
/// the generated values together: after an hour's shift the same generated values may stand in other rows.
/// </summary>
/// <param name="order">Counts the rows in their order; null for a table whose primary key decides the order.</param>
internal sealed class RowText(TableDefinition table, OrderDigest? order)
{
    private readonly RowEncoder carried = new(table.Columns);
    private readonly RowEncoder? generated = table.StoredGenerated.Count > 0 ? new RowEncoder(table.StoredGenerated) : null;
    private RowsDigest rowsDigest;
    private RowsDigest generatedDigest;

    public RowsDigest RowsDigest => rowsDigest;

    /// <summary>Null when the table has no stored generated columns.</summary>
    public RowsDigest? GeneratedDigest => generated is null ? null : generatedDigest;

    /// <summary>Appends one row of the table's SELECT.</summary>
    /// <exception cref="RowTooLargeException"/>
    /// <exception cref="CannotCarryException"/>
    public void Append(ReadOnlySpan<byte> packet, TextBuffer text)
    {
        int start = text.Length;
        try
        {
            int used = carried.Encode(packet, text);
            UInt128 hash = rowsDigest.Add(text.From(start));
            order?.Add(hash);
            if (generated is not null)
            {
                int end = text.Length;
                generated.Encode(packet[used..], text);
                generatedDigest.Add(text.From(start));
                text.CutTo(end);
            }
        }
        catch (BufferFullException large)
        {
            throw new RowTooLargeException($"reading {table.QuotedName}", large.Bytes, large.Most, large);
        }
        catch (EmptyShapeException empty)
        {
            string column = SqlQuote.Name(empty.Column);
            throw new CannotCarryException(
                $"Column {column} of {table.QuotedName}",
                "it has an empty geometry that is not NULL, and the server takes no empty geometry in a column that may be NULL",
                $"run UPDATE {table.QuotedName} SET {column} = NULL WHERE LENGTH({column}) = 0"
                    + (table.Period is null ? "." : $", then DELETE HISTORY FROM {table.QuotedName}: rows of the past cannot be updated.")
            );
        }
    }
}
