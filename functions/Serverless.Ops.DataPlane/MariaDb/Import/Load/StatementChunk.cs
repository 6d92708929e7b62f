using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Runs a chunk whose rows LOAD DATA cannot bring back, statement by statement. The whole text is checked before its first statement runs.
/// A statement ends where a semicolon ends a line: values hold no line break.
/// </summary>
internal sealed class StatementChunk(IObjectStore store, string key, ChunkEntry chunk)
{
    /// <param name="judge">Judges the warnings of one statement.</param>
    /// <returns>The number of inserted rows.</returns>
    /// <exception cref="ChunkDamagedException"/>
    public async Task<ulong> RunAsync(MariaDbConnection connection, Func<StatementOutcome, Task> judge, CancellationToken cancellationToken)
    {
        await ReadAsync(_ => Task.CompletedTask, cancellationToken);
        ulong inserted = 0;
        await ReadAsync(
            async statement =>
            {
                StatementOutcome outcome = await connection.ExecuteManyAsync(statement, 1, cancellationToken);
                await judge(outcome);
                inserted += statement.Span.StartsWith("INSERT"u8) ? outcome.AffectedRows : 0;
            },
            cancellationToken
        );
        await connection.ExecuteAsync("SET NAMES utf8mb4, timestamp=DEFAULT", cancellationToken);
        return inserted;
    }

    private async Task ReadAsync(Func<ReadOnlyMemory<byte>, Task> run, CancellationToken cancellationToken)
    {
        await using VerifiedChunk text = await VerifiedChunk.OpenAsync(store, key, chunk, cancellationToken);
        byte[] buffer = new byte[256 * 1024];
        int filled = 0;
        int searched = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, BufferSize.For(2L * buffer.Length, BufferSize.Most));
            }

            int count = await text.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (count == 0)
            {
                return;
            }

            filled += count;
            int start = 0;
            for (int end; (end = buffer.AsSpan(searched, filled - searched).IndexOf(";\n"u8)) >= 0; start = searched)
            {
                await run(buffer.AsMemory(start, searched + end - start));
                searched += end + 2;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            searched = Math.Max(0, filled - 1);
        }
    }
}
