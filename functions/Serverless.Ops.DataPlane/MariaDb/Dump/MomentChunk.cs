using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Reads the rows of the past that end in the microsecond in which they began, and stores them as statements. REPLACE of two rows with one
/// key leaves such a row. The server refuses to insert it (error 1525). So the statements set the session's time, insert the rows as
/// present ones and delete them. They must run while the table has no present row. https://mariadb.com/kb/en/system-versioned-tables/
/// </summary>
internal sealed class MomentChunk(
    IObjectStore store,
    string setPrefix,
    Func<TableDefinition, string> nextName,
    DumpOptions options,
    TableDefinition table,
    TablePeriod period
)
{
    private const int FlushBytes = 256 * 1024;
    private readonly RowText digests = new(table, null);
    private readonly RowEncoder encoder = new([
        .. table.Columns.Select(column => column.Name == period.Start || column.Name == period.End ? Unwritten(column) : column),
    ]);
    private string? moment;
    private int statement;
    private long rows;

    /// <param name="text">An empty buffer of the caller.</param>
    /// <returns>Null when the table, or its partition, has no such rows.</returns>
    /// <exception cref="CannotCarryException">A row ends before it began.</exception>
    public async Task<ChunkEntry?> ReadAsync(
        MariaDbConnection connection,
        string? partition,
        TextBuffer text,
        CancellationToken cancellationToken
    )
    {
        string start = SqlQuote.Name(period.Start);
        ResultReader result = await connection.QueryAsync(
            table.SelectStatement(partition, $", {period.IsBackward}, UNIX_TIMESTAMP({start})")
                + $" WHERE {period.IsMoment} OR {period.IsBackward} ORDER BY {start}",
            cancellationToken
        );
        string name = "";
        CompressedObject? target = null;
        try
        {
            while (await result.FillAsync(cancellationToken))
            {
                while (text.Length < FlushBytes && result.TryRead(out ReadOnlySpan<byte> row))
                {
                    Append(row, text);
                }

                if (text.Length > 0)
                {
                    if (target is null)
                    {
                        name = nextName(table);
                        target = await CompressedObject.CreateAsync(store, setPrefix + name, options.CompressionLevel, cancellationToken);
                    }

                    await target.WriteAsync(text.Written, cancellationToken);
                    text.Clear();
                }
            }

            if (target is null)
            {
                return null;
            }

            EndMoment(text);
            text.Append("SET timestamp=DEFAULT;\n"u8);
            await target.WriteAsync(text.Written, cancellationToken);
            text.Clear();
            ObjectDescription stored = await target.CompleteAsync(cancellationToken);
            return new ChunkEntry(
                name,
                rows,
                target.TextBytes,
                digests.RowsDigest.ToString(),
                stored.Bytes,
                stored.Sha256!,
                digests.GeneratedDigest?.ToString(),
                partition,
                AsStatements: true
            );
        }
        finally
        {
            if (target is not null)
            {
                await target.DisposeAsync();
            }
        }
    }

    private void Append(ReadOnlySpan<byte> row, TextBuffer text)
    {
        string at = Moment(row);
        int before = text.Length;
        digests.Append(row, text);
        text.CutTo(before);
        if (at != moment)
        {
            EndMoment(text);
            text.Append(Encoding.UTF8.GetBytes((moment is null ? ChunkWriter.Header(table) : "") + $"SET timestamp={at};\n"));
            moment = at;
        }

        text.Append(statement == 0 ? Encoding.UTF8.GetBytes(Insert()) : ",\n"u8);
        int begin = text.Length;
        encoder.Encode(row, text);
        rows++;
        statement += text.Length - begin;
        if (statement >= options.StatementBytes)
        {
            text.Append(";\n"u8);
            statement = 0;
        }
    }

    private void EndMoment(TextBuffer text)
    {
        text.Append(statement > 0 ? ";\n"u8 : []);
        statement = 0;
        if (moment is not null)
        {
            text.Append(Encoding.UTF8.GetBytes($"DELETE FROM {table.QuotedName};\n"));
        }
    }

    private string Insert() =>
        $"{table.Insert} ("
        + string.Join(
            ',',
            table.Columns.Select(column => column.Name).Where(name => name != period.Start && name != period.End).Select(SqlQuote.Name)
        )
        + ") VALUES\n";

    // The last two fields: whether the row ends before it began, and its start. The server cuts the time after the microseconds, so half of
    // one more keeps the last digit.
    private string Moment(ReadOnlySpan<byte> row)
    {
        var cursor = new SpanReader<ShortPacket>(row);
        for (int i = 0; i < table.Columns.Count + table.StoredGenerated.Count; i++)
        {
            cursor.TryReadField(out _);
        }

        cursor.TryReadField(out ReadOnlySpan<byte> backward);
        cursor.TryReadField(out ReadOnlySpan<byte> start);
        return backward.SequenceEqual("0"u8)
            ? string.Create(CultureInfo.InvariantCulture, $"{Encoding.ASCII.GetString(start)}5")
            : throw new CannotCarryException(
                $"Table {table.QuotedName}",
                "it has rows of the past that end before they began, and no statement makes such a row",
                $"run DELETE HISTORY FROM {table.QuotedName} BEFORE SYSTEM_TIME with a time after these rows."
            );
    }

    private static TableColumn Unwritten(TableColumn column) => column with { Form = ValueForm.Left };
}
