using System.IO.Pipelines;
using System.Text;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Loads rows into one table by LOAD DATA LOCAL. A pipe feeds the server, so memory use is bounded.</summary>
internal static class TableLoader
{
    private const int FlushAt = 64 * 1024;

    /// <exception cref="InvalidOperationException">The server loaded another number of rows than were sent.</exception>
    public static async Task LoadAsync(
        MySqlConnection connection,
        string table,
        string[] columns,
        IEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        var pipe = new Pipe();
        Task<long> writing = WriteAsync(pipe.Writer, rows, cancellationToken);
        var loader = new MySqlBulkLoader(connection)
        {
            TableName = SqlQuote.Name(table),
            CharacterSet = "utf8mb4",
            FieldTerminator = "\t",
            LineTerminator = "\n",
            EscapeCharacter = '\\',
            Local = true,
            SourceStream = pipe.Reader.AsStream(),
        };
        loader.Columns.AddRange(columns.Select(SqlQuote.Name));
        int loaded = await loader.LoadAsync(cancellationToken);
        long sent = await writing;
        if (loaded != sent)
        {
            throw new InvalidOperationException($"{table}: {sent} rows were sent, but the server loaded {loaded}.");
        }
    }

    private static async Task<long> WriteAsync(PipeWriter pipe, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        long count = 0;
        try
        {
            var text = new StringBuilder();
            foreach (object?[] row in rows)
            {
                for (int i = 0; i < row.Length; i++)
                {
                    Append(text.Append(i == 0 ? "" : "\t"), row[i]);
                }

                text.Append('\n');
                count++;
                if (text.Length >= FlushAt)
                {
                    await pipe.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
                    text.Clear();
                }
            }

            await pipe.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            await pipe.CompleteAsync();
            return count;
        }
        catch (Exception broken)
        {
            await pipe.CompleteAsync(broken);
            throw;
        }
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("\\N");
                break;
            case string words:
                text.Append(
                    words
                        .Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("\t", "\\\t", StringComparison.Ordinal)
                        .Replace("\n", "\\\n", StringComparison.Ordinal)
                );
                break;
            case DateTime time:
                text.Append(time.ToString("yyyy-MM-dd HH:mm:ss.ffffff"));
                break;
            default:
                text.Append(value);
                break;
        }
    }
}
