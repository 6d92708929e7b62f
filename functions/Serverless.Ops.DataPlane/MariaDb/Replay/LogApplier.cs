using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Applies the log's transactions to the target, in order. Those that a transaction covers are merged, with the cursor, into one
/// transaction and one packet. All else stands alone between a cursor that says "applying" and one that says "applied", where it can in one
/// compound statement, which the server runs to its end even when the client is gone.
/// </summary>
internal sealed class LogApplier(MariaDbConnection target, ReplayCursor cursor, ReplayOptions options, string systemZone, long packetLimit)
{
    private const int UnsupportedInPrepared = 1295;
    private const int UnknownDatabase = 1049;
    private const string RanVariable = "@serverless_ops_ran";
    private readonly TableEngines engines = new(target);
    private readonly GtidPosition gtids = GtidPosition.Parse(cursor.Place.Gtid);
    private readonly BufferedUnit unit = new();
    private readonly RowEvents batch = new();
    private readonly SqlBuffer packet = new();
    private readonly RowEvents part = new();
    private int batched;
    private Gtid gtid;
    private string file = "";
    private uint at;
    private bool isStatement;
    private bool isLarge;
    private bool isMixed;
    private bool isOpen;
    private bool ran;

    /// <summary>The cursor with all that was sent; the target has it once nothing is under way.</summary>
    public ReplayCursor Cursor { get; private set; } = cursor;

    public long Batches { get; private set; }

    public long Bracketed { get; private set; }

    // What the cursor will say once the batch is through.
    private ReplayCursor ahead = cursor;

    /// <summary>Tells the server how the events that follow are laid out.</summary>
    public async Task BeginFileAsync(FormatDescription format, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await target.ExecuteManyAsync(new SqlBuffer().Binlog(format.Raw.Span).Written, 1, cancellationToken);
    }

    /// <summary>Forgets a large transaction that was rolled back.</summary>
    public void Abandon() => part.Reset();

    /// <param name="knownMixed">True when it is known to write to tables without transactions.</param>
    public void Begin(TransactionGrouper next, string inFile, bool knownMixed)
    {
        unit.Clear();
        (gtid, file, isStatement) = (next.Gtid, inFile, next.Kind == UnitKind.Ddl);
        (isLarge, isMixed) = (false, knownMixed);
        target.Activity = $"replaying {gtid} at {file}:{next.Begin}";
    }

    /// <summary>Takes an event within the transaction.</summary>
    public async ValueTask AddAsync(BinlogEvent next, CancellationToken cancellationToken)
    {
        unit.Add(next, file);
        if (unit.Length > options.BufferedTransactionBytes)
        {
            await SendPartAsync(cancellationToken);
        }
    }

    /// <summary>Takes the transaction's last event.</summary>
    public async ValueTask EndAsync(BinlogEvent last, CancellationToken cancellationToken)
    {
        unit.Add(last, file);
        at = last.Timestamp;
        gtids.Advance(gtid);
        ReplayCursor after = ahead with
        {
            Place = new BinlogCoordinates(file, last.End, gtids.ToString()),
            HeartbeatAt = unit.HeartbeatAt ?? ahead.HeartbeatAt,
            Transactions = ahead.Transactions + 1,
        };
        if (isLarge)
        {
            await EndLargeAsync(after, cancellationToken);
        }
        else if (await CanMergeAsync(cancellationToken))
        {
            await MergeAsync(after, cancellationToken);
        }
        else
        {
            await FlushAsync(cancellationToken);
            await BracketAsync(after, cancellationToken);
        }
    }

    /// <summary>Sends what is left and puts the cursor to where the log was read to.</summary>
    public async Task FinishAsync(string endFile, long endPosition, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        ahead = ahead with { Place = new BinlogCoordinates(endFile, endPosition, gtids.ToString()) };
        await target.ExecuteAsync(ReplayCursorTable.Update(ahead), cancellationToken);
        Cursor = ahead;
    }

    private async ValueTask<bool> CanMergeAsync(CancellationToken cancellationToken)
    {
        if (isMixed || unit.RollsBack)
        {
            return false;
        }

        if (unit.HasStatements)
        {
            return unit.Count == 1 && IsNoWork(unit[0]);
        }

        return await AreTransactionalAsync(0, cancellationToken);
    }

    private async ValueTask<bool> AreTransactionalAsync(int from, CancellationToken cancellationToken)
    {
        for (int i = from; i < unit.Tables.Count; i++)
        {
            if (!await engines.IsTransactionalAsync(unit.Tables[i].Schema, unit.Tables[i].Table, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    // A server drops a session's temporary tables in the log although their making was never logged.
    private bool IsNoWork(in BinlogEvent statement) =>
        statement.Type is EventType.Query or EventType.QueryCompressed
        && StatementText.StartsWith(QueryEvent.Read(statement, file).Sql.Span, "DROP", "TEMPORARY");

    private async ValueTask MergeAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        // The engines are asked over the same connection: nothing of this packet is on its way yet.
        if (!unit.HasStatements)
        {
            for (int i = 0; i < unit.Count; i++)
            {
                batch.Add(unit[i]);
            }
        }

        ahead = after;
        batched++;
        if (batch.Length >= options.BatchBytes || batched >= options.BatchTransactions)
        {
            await FlushAsync(cancellationToken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (batched == 0)
        {
            return;
        }

        packet.Clear();
        packet.Statement("START TRANSACTION");
        if (batch.HasRows)
        {
            packet.Binlog(batch.Bytes);
        }

        packet.Statement(ReplayCursorTable.Update(ahead)).Statement("COMMIT");
        await target.ExecuteManyAsync(packet.Written, packet.Statements, cancellationToken);
        batch.Next();
        batched = 0;
        Batches++;
        Cursor = ahead;
    }

    // A transaction that is too large to be judged first: the server holds it open while it comes in parts.
    private async ValueTask SendPartAsync(CancellationToken cancellationToken)
    {
        bool mustBracket = isMixed || isStatement || unit.HasStatements || !await AreTransactionalAsync(0, cancellationToken);
        if (!isLarge)
        {
            await FlushAsync(cancellationToken);
            if (mustBracket)
            {
                isMixed = true;
                await target.ExecuteAsync(ReplayCursorTable.Update(ahead with { IsApplying = true }), cancellationToken);
            }

            isLarge = true;
            isOpen = false;
        }
        else if (mustBracket && !isMixed)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            throw new MixedTransactionException();
        }

        await SendEventsAsync(cancellationToken);
        unit.Clear();
    }

    private async ValueTask SendEventsAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < unit.Count; i++)
        {
            BinlogEvent next = unit[i];
            bool isRows = next.Type == EventType.TableMap || RowsEvents.Is(next.Type);
            if (!isRows)
            {
                await SendRowsAsync(cancellationToken);
            }

            if (!isOpen && NeedsTransaction(next))
            {
                await target.ExecuteAsync("START TRANSACTION", cancellationToken);
                isOpen = true;
            }

            if (!isRows)
            {
                await RunAsync(next, cancellationToken);
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

    // DDL commits by itself, and stands before the rows of a CREATE TABLE … SELECT; all else belongs into the transaction.
    private bool NeedsTransaction(in BinlogEvent next) =>
        next.Type == EventType.TableMap || RowsEvents.Is(next.Type)
        || (!isStatement && next.Type is EventType.Query or EventType.QueryCompressed);

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

    private async ValueTask EndLargeAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        bool rollsBack = unit.RollsBack;
        await SendPartAsync(cancellationToken);
        if (rollsBack)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
        }

        await target.ExecuteAsync(ReplayCursorTable.Update(after), cancellationToken);
        await target.ExecuteAsync("COMMIT", cancellationToken);
        (ahead, Cursor) = (after, after);
        engines.Forget();
        Batches++;
    }

    private async ValueTask BracketAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        Bracketed++;
        await UseDatabaseAsync(cancellationToken);
        bool expectsError = ExpectedError() != 0;
        ran = false;
        ComposeBlock(after);
        try
        {
            if (expectsError || packet.Length > packetLimit)
            {
                await ApplyStepByStepAsync(after, cancellationToken);
            }
            else
            {
                await ApplyAsBlockAsync(after, cancellationToken);
            }
        }
        catch (OpsException refused) when (refused is ServerErrorException or ServerBusyException
            && isStatement && !expectsError && unit.Tables.Count == 0 && !ran)
        {
            await PutBackAsync(cancellationToken);
            throw;
        }

        (ahead, Cursor) = (after, after);
        engines.Forget();
    }

    private async ValueTask ApplyAsBlockAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        try
        {
            await target.ExecuteAllAsync(packet.Written, cancellationToken);
        }
        catch (ServerErrorException refused) when (refused.Number == UnsupportedInPrepared && unit.Tables.Count == 0)
        {
            // Nothing of it ran: the server cannot prepare this kind of statement.
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            await ApplyStepByStepAsync(after, cancellationToken);
        }
        catch (OpsException refused) when (refused is ServerErrorException or ServerBusyException)
        {
            // An error packet that closed the connection as well leaves no one to ask: then it stays in doubt.
            ran = true;
            ran = (await target.QueryStringsAsync($"SELECT {RanVariable}", cancellationToken))[0][0] != "0";
            throw;
        }
    }

    // The server's answer was that it did not do the one statement that was under way: a retry, after a mend, may begin with it again.
    private async ValueTask PutBackAsync(CancellationToken cancellationToken)
    {
        await target.ExecuteAsync("ROLLBACK", cancellationToken);
        await target.ExecuteAsync(ReplayCursorTable.Update(ahead), cancellationToken);
    }

    private void ComposeBlock(ReplayCursor after)
    {
        packet.Clear();
        packet.Part("BEGIN NOT ATOMIC ").Statement($"SET {RanVariable}=0").Statement(ReplayCursorTable.Update(ahead with { IsApplying = true }));
        bool open = false;
        for (int i = 0; i < unit.Count; i++)
        {
            BinlogEvent next = unit[i];
            if (!open && NeedsTransaction(next))
            {
                packet.Statement("START TRANSACTION");
                open = true;
            }

            if (next.Type == EventType.TableMap || RowsEvents.Is(next.Type))
            {
                part.Add(next);
                continue;
            }

            ComposeRows();
            ComposeStatement(next);
        }

        ComposeRows();
        if (unit.RollsBack)
        {
            packet.Statement("ROLLBACK");
        }

        packet.Statement($"SET {RanVariable}=1").Statement(StatementSession.Baseline).Statement(ReplayCursorTable.Update(after));
        packet.Statement("COMMIT").Part("END");
    }

    private void ComposeRows()
    {
        if (part.HasRows)
        {
            part.Cut();
            packet.Binlog(part.Bytes);
            part.Next();
        }
    }

    private void ComposeStatement(in BinlogEvent next)
    {
        switch (next.Type)
        {
            case EventType.Query or EventType.QueryCompressed:
                if (!IsNoWork(next))
                {
                    var statement = QueryEvent.Read(next, file);
                    packet.Statement(StatementSession.For(statement, next.Timestamp, systemZone));
                    packet.Immediate(statement.Sql.Span);
                }

                break;
            default:
                packet.Statement(StatementVariables.For(next, file));
                break;
        }
    }

    // The way for what a compound statement cannot hold: what fails as it failed on the source, and what the server cannot prepare.
    private async ValueTask ApplyStepByStepAsync(ReplayCursor after, CancellationToken cancellationToken)
    {
        await target.ExecuteAsync(ReplayCursorTable.Update(ahead with { IsApplying = true }), cancellationToken);
        isOpen = false;
        await SendEventsAsync(cancellationToken);
        if (unit.RollsBack)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
        }

        await target.ExecuteAsync(StatementSession.Baseline, cancellationToken);
        await target.ExecuteAsync(ReplayCursorTable.Update(after), cancellationToken);
        await target.ExecuteAsync("COMMIT", cancellationToken);
    }

    private async ValueTask RunAsync(BinlogEvent next, CancellationToken cancellationToken)
    {
        if (next.Type is not (EventType.Query or EventType.QueryCompressed))
        {
            foreach (string set in StatementVariables.For(next, file).Split(';'))
            {
                await target.ExecuteAsync(set, cancellationToken);
            }

            return;
        }

        var statement = QueryEvent.Read(next, file);
        await target.ExecuteAsync(StatementSession.For(statement, next.Timestamp, systemZone), cancellationToken);
        try
        {
            await target.ExecuteAllAsync(statement.Sql, cancellationToken);
        }
        catch (ServerErrorException same) when (same.Number == statement.ErrorCode)
        {
            // It failed on the source as well, after having changed what it changed here, too.
        }

        ran = true;
        await target.ExecuteAsync(StatementSession.Baseline, cancellationToken);
    }

    private int ExpectedError()
    {
        for (int i = 0; i < unit.Count; i++)
        {
            if (unit[i].Type is EventType.Query or EventType.QueryCompressed && QueryEvent.Read(unit[i], file) is { ErrorCode: not 0 } failed)
            {
                return failed.ErrorCode;
            }
        }

        return 0;
    }

    private async ValueTask UseDatabaseAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < unit.Count; i++)
        {
            BinlogEvent next = unit[i];
            if (next.Type is not (EventType.Query or EventType.QueryCompressed) || next.Flags.HasFlag(EventFlags.SuppressUse))
            {
                continue;
            }

            string database = QueryEvent.Read(next, file).Database;
            if (database.Length > 0)
            {
                await UseAsync(database, cancellationToken);
                return;
            }
        }
    }

    private async ValueTask UseAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            await target.ExecuteAsync($"USE `{database.Replace("`", "``", StringComparison.Ordinal)}`", cancellationToken);
        }
        catch (ServerErrorException gone) when (gone.Number == UnknownDatabase)
        {
            // The session's database was dropped by another one: its statement cannot have needed it.
        }
    }

    /// <summary>Within this class and its caller: start over from the cursor, knowing better.</summary>
    internal sealed class MixedTransactionException : Exception;
}
