using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Sends a transaction's events one after the other. Rows go in packets of the batch size. Events that need a transaction share one.
/// </summary>
internal sealed class EventSender(MariaDbConnection target, ReplayOptions options, SourceZones zones)
{
    private readonly string baseline = StatementSession.Baseline(zones.Rows);
    private readonly BinlogStatement part = new();
    private readonly DefaultDatabase database = new();
    private readonly SqlBuffer packet = new();
    private bool isOpen;

    /// <summary>True once a statement of the transaction ran.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Starts another transaction.</summary>
    public void Begin()
    {
        (isOpen, HasRun) = (false, false);
        database.Begin();
    }

    /// <summary>Drops the rows of a transaction that was rolled back.</summary>
    public void Abandon() => part.Reset();

    public async ValueTask SendAsync(BufferedTransaction transaction, CancellationToken cancellationToken)
    {
        for (int i = 0; i < transaction.Count; i++)
        {
            BinlogEvent next = transaction[i];
            bool isRows = TransactionStatements.IsRows(next);
            if (!isRows)
            {
                await SendRowsAsync(cancellationToken);
            }

            if (!isOpen && TransactionStatements.NeedsTransaction(transaction, next))
            {
                await target.ExecuteAsync("START TRANSACTION", cancellationToken);
                isOpen = true;
            }

            if (!isRows)
            {
                if (!TransactionStatements.IsNoWork(transaction, next))
                {
                    await RunAsync(transaction, next, cancellationToken);
                }

                continue;
            }

            part.Add(next);
            if (part.CanCut && part.Length >= options.BatchBytes)
            {
                await SendRowsAsync(cancellationToken);
            }
        }

        await SendRowsAsync(cancellationToken);
    }

    private async ValueTask SendRowsAsync(CancellationToken cancellationToken)
    {
        if (!part.HasRows || !part.CanCut)
        {
            return;
        }

        part.Cut();
        packet.Clear();
        packet.Binlog(part.Bytes);
        await target.ExecuteManyAsync(packet.Written, packet.Statements, cancellationToken);
        part.Next();
    }

    private async ValueTask RunAsync(BufferedTransaction transaction, BinlogEvent next, CancellationToken cancellationToken)
    {
        if (!TransactionStatements.IsStatement(next))
        {
            await ExecuteAsync(StatementVariables.For(next, transaction.File), cancellationToken);
            return;
        }

        var statement = QueryEvent.Read(next, transaction.File);
        var effects = StatementEffects.Of(statement);
        await database.UseAsync(target, statement, cancellationToken);
        await ExecuteAsync(effects.Before, cancellationToken);
        bool isTextOfServer = TransactionStatements.IsTextOfServer(transaction, statement);
        await target.ExecuteAsync(StatementSession.For(statement, next.Timestamp, zones.System, isTextOfServer), cancellationToken);
        try
        {
            await target.ExecuteAllAsync(statement.Sql, cancellationToken);
        }
        catch (ServerErrorException same) when (same.Number == statement.ErrorCode)
        {
            // The statement failed on the source with this same error, after the same changes as here.
        }

        HasRun = true;
        await target.ExecuteAsync(baseline, cancellationToken);
        await ExecuteAsync(effects.After, cancellationToken);
    }

    private async ValueTask ExecuteAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        foreach (string statement in statements)
        {
            await target.ExecuteAsync(statement, cancellationToken);
        }
    }
}
