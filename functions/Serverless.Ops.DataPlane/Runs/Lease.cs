using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>A lease that is held. Disposing gives it back.</summary>
public sealed class Lease : IAsyncDisposable
{
    private readonly IObjectStore store;
    private readonly TimeProvider time;
    private readonly Job job;
    private readonly TimeSpan duration;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource released = new();
    private readonly Task renewal;
    private LeaseRecord record;
    private string eTag;

    internal Lease(IObjectStore store, TimeProvider time, Job job, LeaseRecord record, string eTag, TimeSpan duration)
    {
        (this.store, this.time, this.job, this.record, this.eTag, this.duration) = (store, time, job, record, eTag, duration);
        var left = record.EndsAt - time.GetUtcNow();
        lost = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        Lost = lost.Token;
        renewal = RenewUntilReleasedOrLostAsync();
    }

    public string Owner => record.Owner;

    /// <summary>Until when it is held unless renewed, by this process's clock.</summary>
    public DateTimeOffset EndsAt => Volatile.Read(ref record).EndsAt;

    /// <summary>Cancelled when another holder is possible. The work must run under it.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Call before a step that only the holder may take. Throws <see cref="LeaseLostException"/>.</summary>
    public void ThrowIfLost()
    {
        if (Lost.IsCancellationRequested || time.GetUtcNow() >= EndsAt)
            throw new LeaseLostException(job.Name, Owner);
    }

    public async ValueTask DisposeAsync()
    {
        if (released.IsCancellationRequested)
            return;
        await released.CancelAsync();
        try
        {
            await renewal;
            if (!Lost.IsCancellationRequested)
                await WriteAsync(record with { ReleasedAt = time.GetUtcNow() }, CancellationToken.None);
        }
        catch (OpsException)
        {
            // Taken over meanwhile, or the store does not answer or refuses: the lease ends by itself, and the work's own outcome counts.
        }
        finally
        {
            await lost.CancelAsync();
            lost.Dispose();
            released.Dispose();
        }
    }

    private async Task RenewUntilReleasedOrLostAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Lost, released.Token);
        var pause = duration / 3;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, stop.Token);
                pause = await TryRenewAsync(stop.Token) ? duration / 3 : duration / 12;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Released, or the end came before a renewal did.
        }
        catch (OpsException)
        {
            await lost.CancelAsync();
        }
    }

    /// <summary>False when it is worth trying again; throws when the lease is another's or the store refuses for good.</summary>
    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        var renewed = record with { EndsAt = time.GetUtcNow() + duration };
        try
        {
            await WriteAsync(renewed, cancellationToken);
        }
        catch (TransientException e) when (e is not WriteConflictException)
        {
            return false;
        }

        var left = renewed.EndsAt - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            lost.CancelAfter(left);
        return true;
    }

    /// <summary>A conflict is a loss, unless it is the echo of our own write whose answer was lost on the way.</summary>
    private async Task WriteAsync(LeaseRecord next, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(next, cancellationToken);
        }
        catch (WriteConflictException)
        {
            var found = await store.FindJsonAsync(StoreKeys.Lease(job), LeaseJson.Default.LeaseRecord, cancellationToken);
            if (found is null || found.Value.Holding != record.Holding)
                throw;
            eTag = found.Description.ETag;
            await PutAsync(next, cancellationToken);
        }
    }

    private async Task PutAsync(LeaseRecord next, CancellationToken cancellationToken)
    {
        var stored = await store.PutJsonAsync(
            StoreKeys.Lease(job), next, LeaseJson.Default.LeaseRecord, WriteCondition.IfMatch(eTag), cancellationToken);
        eTag = stored.ETag;
        Volatile.Write(ref record, next);
    }
}
