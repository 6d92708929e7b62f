using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Applies a change that no transaction covers. The cursor says "applying" before the change and "applied" after it. Where possible, both
/// cursor updates and the change are one compound statement. The server runs that to its end even when the client is gone. Otherwise the
/// change is sent step by step, and a job that is told to stop first sends it to its end.
/// </summary>
internal sealed class BracketedChange(MariaDbConnection target, EventSender sender, SourceZones zones, long packetLimit)
{
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
            // The server refused the only statement, so nothing changed. The cursor goes back: a later run may start with that statement.
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
        catch (ServerErrorException refused) when (refused.Number == ChangeBlock.UnsupportedInPrepared && transaction.Tables.Count == 0)
        {
            // The server cannot prepare this kind of statement, so no part of the change ran, and the block has put the cursor back.
            await ApplyStepByStepAsync(transaction, before, after, cancellationToken);
        }
        catch (OpsException refused) when (refused is ServerErrorException or ServerBusyException or ServerDiskFullException)
        {
            // If the error also closed the connection, the query fails and ran stays true: the change is in doubt.
            ran = true;
            ran = (await target.QueryStringsAsync($"SELECT {ChangeBlock.RanVariable}", cancellationToken))[0][0] != "0";
            throw;
        }
    }

    // For changes that a compound statement cannot hold: larger than a packet, or of a kind that the server cannot prepare.
    private async ValueTask ApplyStepByStepAsync(
        BufferedTransaction transaction,
        ReplayCursor before,
        ReplayCursor after,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        cancellationToken = CancellationToken.None;
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
}
