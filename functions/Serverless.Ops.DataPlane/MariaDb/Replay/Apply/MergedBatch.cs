using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Merges log transactions and the cursor into one transaction of the target, sent as one packet. When the server refuses the batch, its
/// transactions are sent again, each by itself: so those before the refused one are kept, and the error names the refused one.
/// </summary>
internal sealed class MergedBatch(MariaDbConnection target, ReplayOptions options)
{
    private readonly BinlogStatement rows = new();
    private readonly SqlBuffer packet = new();
    private readonly List<Part> parts = [];

    /// <summary>Number of batches sent.</summary>
    public long Sent { get; private set; }

    public bool IsEmpty => parts.Count == 0;

    public bool IsFull => rows.Length >= options.BatchBytes || parts.Count >= options.BatchTransactions;

    /// <param name="after">The cursor after the transaction.</param>
    /// <param name="activity">The transaction's place, for errors.</param>
    public void Add(BufferedTransaction transaction, ReplayCursor after, string activity)
    {
        int from = rows.Length;
        if (!transaction.HasStatements)
        {
            for (int i = 0; i < transaction.Count; i++)
            {
                rows.Add(transaction[i]);
            }
        }

        parts.Add(new Part(from, rows.Length, after, activity));
    }

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        // The next transaction has begun already, and errors are to name that of this batch.
        string next = target.Activity;
        target.Activity = parts[^1].Activity;
        try
        {
            await SendAsync(parts[^1] with { From = 0 }, cancellationToken);
        }
        catch (ServerErrorException) when (parts.Count > 1)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            foreach (Part part in parts)
            {
                target.Activity = part.Activity;
                await SendAsync(part, cancellationToken);
            }
        }

        target.Activity = next;
        rows.Next();
        parts.Clear();
        Sent++;
    }

    private async ValueTask SendAsync(Part part, CancellationToken cancellationToken)
    {
        packet.Clear();
        packet.Statement("START TRANSACTION");
        if (rows.HasRows && part.To > part.From)
        {
            packet.Binlog(rows.Bytes[part.From..part.To]);
        }

        packet.Statement(ReplayCursorTable.Update(part.After)).Statement("COMMIT");
        await target.ExecuteManyAsync(packet.Written, packet.Statements, cancellationToken);
    }

    /// <summary>One log transaction of the batch: a range of the batch's events, which may be empty.</summary>
    private sealed record Part(int From, int To, ReplayCursor After, string Activity);
}
