using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Applies what no transaction covers between a cursor that says "applying" and one that says "applied", where it can in one compound
/// statement, which the server runs to its end even when the client is gone.
/// </summary>
internal sealed class BracketedChange(MariaDbConnection target, EventSender sender, SourceZones zones, long packetLimit)
{
    private const int UnsupportedInPrepared = 1295;
    private const int UnknownDatabase = 1049;
    private readonly string baseline = StatementSession.Baseline(zones.Rows);
    private readonly ChangeBlock block = new(zones);
    private bool ran;

    public async ValueTask ApplyAsync(
        BufferedTransaction transaction,
        ReplayCursor before,
        ReplayCursor after,
        CancellationToken cancellationToken
    )
    {
        if (TransactionStatements.FindDatabase(transaction) is { } database)
        {
            await UseAsync(database, cancellationToken);
        }

        bool expectsError = TransactionStatements.ExpectError(transaction);
        ran = false;
        sender.Begin();
        block.Compose(transaction, before, after);
        try
        {
            if (block.Length > packetLimit)
            {
                await ApplyStepByStepAsync(transaction, before, after, cancellationToken);
            }
            else
            {
                await ApplyAsBlockAsync(transaction, before, after, cancellationToken);
            }
        }
        catch (OpsException refused)
            when (refused is ServerErrorException or ServerBusyException or ServerDiskFullException
                && transaction.IsDefinition
                && !expectsError
                && transaction.Tables.Count == 0
                && !ran
                && !sender.HasRun
            )
        {
            // The server's answer was that it did not do the one statement that was under way: a retry, after a mend, may begin with it again.
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            await target.ExecuteAsync(ReplayCursorTable.Update(before), cancellationToken);
            throw;
        }
    }

    private async ValueTask ApplyAsBlockAsync(
        BufferedTransaction transaction,
        ReplayCursor before,
        ReplayCursor after,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await target.ExecuteAllAsync(block.Written, cancellationToken);
        }
        catch (ServerErrorException refused) when (refused.Number == UnsupportedInPrepared && transaction.Tables.Count == 0)
        {
            // Nothing of it ran: the server cannot prepare this kind of statement.
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            await ApplyStepByStepAsync(transaction, before, after, cancellationToken);
        }
        catch (OpsException refused) when (refused is ServerErrorException or ServerBusyException or ServerDiskFullException)
        {
            // An error packet that closed the connection as well leaves no one to ask: then it stays in doubt.
            ran = true;
            ran = (await target.QueryStringsAsync($"SELECT {ChangeBlock.RanVariable}", cancellationToken))[0][0] != "0";
            throw;
        }
    }

    // The way for what a compound statement cannot hold: what is larger than a packet, and what the server cannot prepare.
    private async ValueTask ApplyStepByStepAsync(
        BufferedTransaction transaction,
        ReplayCursor before,
        ReplayCursor after,
        CancellationToken cancellationToken
    )
    {
        await target.ExecuteAsync(ReplayCursorTable.Update(before with { IsApplying = true }), cancellationToken);
        await sender.SendAsync(transaction, cancellationToken);
        if (transaction.RollsBack)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
        }

        await target.ExecuteAsync(baseline, cancellationToken);
        await target.ExecuteAsync(ReplayCursorTable.Update(after), cancellationToken);
        await target.ExecuteAsync("COMMIT", cancellationToken);
    }

    private async ValueTask UseAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            await target.ExecuteAsync($"USE {SqlQuote.Name(database)}", cancellationToken);
        }
        catch (ServerErrorException gone) when (gone.Number == UnknownDatabase)
        {
            // The session's database was dropped by another one: its statement cannot have needed it.
        }
    }
}

/// <summary>
/// An earlier try ended while a change was under way that no transaction covers, and nothing proves whether it was done.
/// Replay of what a transaction covers never comes to this.
/// </summary>
public sealed class ReplayInDoubtException(BinlogCoordinates transaction)
    : PermanentException(
        $"An earlier replay ended within {transaction.File}:{transaction.Position}, a statement or a change to tables without transactions: it may be done, half done or not done.",
        "start the restore again on a fresh instance."
    );
