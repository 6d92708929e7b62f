using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Merges log transactions and the cursor into one transaction of the target, sent as one packet.</summary>
internal sealed class MergedBatch(MariaDbConnection target, ReplayOptions options)
{
    private readonly BinlogStatement rows = new();
    private readonly SqlBuffer packet = new();
    private int transactions;

    /// <summary>Number of batches sent.</summary>
    public long Sent { get; private set; }

    public bool IsEmpty => transactions == 0;

    public bool IsFull => rows.Length >= options.BatchBytes || transactions >= options.BatchTransactions;

    public void Add(BufferedTransaction transaction)
    {
        if (!transaction.HasStatements)
        {
            for (int i = 0; i < transaction.Count; i++)
            {
                rows.Add(transaction[i]);
            }
        }

        transactions++;
    }

    public async ValueTask SendAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        packet.Clear();
        packet.Statement("START TRANSACTION");
        if (rows.HasRows)
        {
            packet.Binlog(rows.Bytes);
        }

        packet.Statement(ReplayCursorTable.Update(after)).Statement("COMMIT");
        await target.ExecuteManyAsync(packet.Written, packet.Statements, cancellationToken);
        rows.Next();
        transactions = 0;
        Sent++;
    }
}
