using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// A transaction too large to examine before sending. The server keeps it open while its parts arrive. If it writes to a table without
/// transactions, nothing rolls its parts back. Then a job that is told to stop first sends it to its end.
/// </summary>
internal sealed class LargeTransaction(MariaDbConnection target, EventSender sender, TableEngines engines)
{
    /// <summary>True once a part was sent.</summary>
    public bool HasBegun { get; private set; }

    public void Begin() => HasBegun = false;

    /// <summary>Sends the buffered events and drops them.</summary>
    /// <param name="before">The cursor before the transaction.</param>
    /// <exception cref="MixedTransactionException"/>
    public async ValueTask SendPartAsync(BufferedTransaction transaction, ReplayCursor before, CancellationToken cancellationToken)
    {
        bool mustBracket =
            transaction.IsMixed
            || transaction.IsDefinition
            || transaction.HasStatements
            || !await engines.AreTransactionalAsync(transaction.Tables, cancellationToken);
        if (!HasBegun)
        {
            if (mustBracket)
            {
                transaction.IsMixed = true;
                cancellationToken.ThrowIfCancellationRequested();
                cancellationToken = CancellationToken.None;
                await target.ExecuteAsync(ReplayCursorTable.Update(before with { IsApplying = true }), cancellationToken);
            }

            HasBegun = true;
            sender.Begin();
        }
        else if (mustBracket && !transaction.IsMixed)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
            throw new MixedTransactionException();
        }

        await sender.SendAsync(transaction, cancellationToken);
        transaction.Clear();
    }

    public async ValueTask EndAsync(
        BufferedTransaction transaction,
        ReplayCursor before,
        ReplayCursor after,
        CancellationToken cancellationToken
    )
    {
        bool rollsBack = transaction.RollsBack;
        await SendPartAsync(transaction, before, cancellationToken);
        if (rollsBack)
        {
            await target.ExecuteAsync("ROLLBACK", cancellationToken);
        }

        await target.ExecuteAsync(ReplayCursorTable.Update(after), cancellationToken);
        await target.ExecuteAsync("COMMIT", cancellationToken);
        engines.Forget();
    }
}

/// <summary>
/// A large transaction writes to a table without transactions, and was rolled back. The caller starts again at the cursor and brackets it.
/// </summary>
internal sealed class MixedTransactionException : Exception;
