using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Applies the log's transactions to the target, in order. There are three ways:
/// <see cref="MergedBatch"/> merges transactions that the target can roll back.
/// <see cref="LargeTransaction"/> sends a transaction in parts when it is too large to examine first.
/// <see cref="BracketedChange"/> applies every other change alone, between two states of the cursor.
/// </summary>
internal sealed class LogApplier
{
    private readonly MariaDbConnection target;
    private readonly ReplayOptions options;
    private readonly TableEngines engines;
    private readonly GtidPosition gtids;
    private readonly BufferedTransaction transaction;
    private readonly EventSender sender;
    private readonly MergedBatch batch;
    private readonly LargeTransaction large;
    private readonly BracketedChange change;
    private long larges;

    // The cursor once the open batch is applied.
    private ReplayCursor ahead;

    public LogApplier(
        MariaDbConnection target,
        ReplayCursor cursor,
        ReplayOptions options,
        SourceZones zones,
        EstateFilter filter,
        long packetLimit
    )
    {
        (this.target, this.options, ahead, Cursor) = (target, options, cursor, cursor);
        gtids = GtidPosition.Parse(cursor.Place.Gtid);
        engines = new TableEngines(target, filter.Names);
        transaction = new BufferedTransaction(filter);
        sender = new EventSender(target, options, zones);
        batch = new MergedBatch(target, options);
        large = new LargeTransaction(target, sender, engines);
        change = new BracketedChange(target, sender, zones, packetLimit);
    }

    /// <summary>The cursor after everything that was sent. The target holds the same once no statement is under way.</summary>
    public ReplayCursor Cursor { get; private set; }

    public long Batches => batch.Sent + larges;

    public long Bracketed { get; private set; }

    /// <summary>True in the middle of a change that nothing rolls back. Stopping there would leave the restore in doubt for good.</summary>
    public bool MustGoOn => large.HasBegun && transaction.IsMixed;

    /// <summary>Sends the format of the next file, which the server needs to read the events.</summary>
    public async Task BeginFileAsync(FormatDescription format, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await target.ExecuteManyAsync(new SqlBuffer().Binlog(format.Raw.Span).Written, 1, cancellationToken);
    }

    /// <summary>Drops a large transaction that was rolled back.</summary>
    public void Abandon() => sender.Abandon();

    /// <param name="knownMixed">True when the transaction is known to write to tables without transactions.</param>
    public void Begin(TransactionGrouper next, string file, bool knownMixed)
    {
        large.Begin();
        transaction.Begin(next, file, knownMixed);
        target.Activity = $"replaying {next.Gtid} at {file}:{next.Begin}";
    }

    /// <summary>Takes an event of the transaction.</summary>
    public async ValueTask AddAsync(BinlogEvent next, CancellationToken cancellationToken)
    {
        transaction.Add(next);
        if (transaction.Length > options.BufferedTransactionBytes)
        {
            await FlushAsync(cancellationToken);
            await large.SendPartAsync(transaction, ahead, cancellationToken);
        }
    }

    /// <summary>Takes the transaction's last event.</summary>
    public async ValueTask EndAsync(BinlogEvent last, CancellationToken cancellationToken)
    {
        transaction.Add(last);
        gtids.Advance(transaction.Gtid);
        ReplayCursor after = ahead with
        {
            Place = new BinlogCoordinates(transaction.File, last.End, gtids.ToString()),
            HeartbeatAt = transaction.HeartbeatAt ?? ahead.HeartbeatAt,
            Transactions = ahead.Transactions + 1,
        };
        if (large.HasBegun)
        {
            await large.EndAsync(transaction, ahead, after, cancellationToken);
            (ahead, Cursor) = (after, after);
            large.Begin();
            larges++;
        }
        else if (await CanMergeAsync(cancellationToken))
        {
            await MergeAsync(after, cancellationToken);
        }
        else
        {
            await FlushAsync(cancellationToken);
            Bracketed++;
            await change.ApplyAsync(transaction, ahead, after, cancellationToken);
            (ahead, Cursor) = (after, after);
            engines.Forget();
        }
    }

    /// <summary>Sends the open batch and moves the cursor to the end of the log that was read.</summary>
    public async Task FinishAsync(string endFile, long endPosition, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        ahead = ahead with { Place = new BinlogCoordinates(endFile, endPosition, gtids.ToString()) };
        await target.ExecuteAsync(ReplayCursorTable.Update(ahead), cancellationToken);
        Cursor = ahead;
    }

    // This asks for the engines over the same connection. No packet is under way at this point.
    private async ValueTask<bool> CanMergeAsync(CancellationToken cancellationToken)
    {
        if (transaction.IsMixed || transaction.RollsBack)
        {
            return false;
        }

        return transaction.HasStatements
            ? transaction.Count == 1 && TransactionStatements.IsNoWork(transaction, transaction[0])
            : await engines.AreTransactionalAsync(transaction.Tables, cancellationToken);
    }

    private async ValueTask MergeAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        batch.Add(transaction, after, target.Activity);
        ahead = after;
        if (batch.IsFull)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (!batch.IsEmpty)
        {
            await batch.SendAsync(cancellationToken);
            Cursor = ahead;
        }
    }
}
