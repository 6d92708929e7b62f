namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// The rows of one query, straight from the packets. Read all rows before the connection's next command:
/// <code>
/// while (await rows.FillAsync(ct))
///     while (rows.TryRead(out ReadOnlySpan&lt;byte&gt; row)) { var cursor = new SpanReader&lt;ShortPacket&gt;(row); … }
/// </code>
/// https://mariadb.com/kb/en/result-set-packets/
/// </summary>
internal sealed class ResultReader(MariaDbConnection connection, IReadOnlyList<ColumnDefinition> columns)
{
    private bool ended;

    public IReadOnlyList<ColumnDefinition> Columns { get; } = columns;

    /// <summary>Number of warnings of the query. Known after the last row.</summary>
    public int Warnings { get; private set; }

    /// <summary>Waits for the next packet. True when <see cref="TryRead"/> has one more, false at the end of the result.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (ended)
        {
            return false;
        }

        await connection.FillAsync(cancellationToken);
        return true;
    }

    /// <summary>The next row, while whole rows have arrived. The span is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> row)
    {
        if (ended || !connection.TryReadPacket(out row))
        {
            row = default;
            return false;
        }

        if (row.Length > 0 && row[0] == ServerAnswer.Error)
        {
            ended = true;
            connection.EndResult();
            throw connection.ReadError(row);
        }

        if (!ServerAnswer.IsEof(row))
        {
            return true;
        }

        StatementOutcome outcome = ServerAnswer.ReadEof(row);
        Warnings = outcome.Warnings;
        ended = true;
        connection.EndResult();
        row = default;
        return outcome.MoreResults ? throw new MalformedPacketException("A query answered with more than one result.") : false;
    }
}
