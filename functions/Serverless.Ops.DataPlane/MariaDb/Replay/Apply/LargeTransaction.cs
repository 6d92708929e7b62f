using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>A transaction that is too large to be judged first: the server holds it open while it comes in parts.</summary>
internal sealed class LargeTransaction(MariaDbConnection target, EventSender sender, TableEngines engines)
{
    /// <summary>True once a part was sent.</summary>
    public bool HasBegun { get; private set; }

    public void Begin() => HasBegun = false;

    /// <summary>Sends what is buffered and lets go of it.</summary>
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

/// <summary>A large transaction turned out to write to tables without transactions, and was rolled back: start over from the cursor, knowing better.</summary>
internal sealed class MixedTransactionException : Exception;
