using System.Text.Json.Serialization;
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
        TimeSpan left = record.EndsAt - time.GetUtcNow();
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
        {
            throw new LeaseLostException(job.Name, Owner);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (released.IsCancellationRequested)
        {
            return;
        }

        await released.CancelAsync();
        try
        {
            await renewal;
            if (!Lost.IsCancellationRequested)
            {
                await WriteAsync(record with { ReleasedAt = time.GetUtcNow() }, CancellationToken.None);
            }
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
        TimeSpan pause = duration / 3;
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
        LeaseRecord renewed = record with { EndsAt = time.GetUtcNow() + duration };
        try
        {
            await WriteAsync(renewed, cancellationToken);
        }
        catch (TransientException e) when (e is not WriteConflictException)
        {
            return false;
        }

        TimeSpan left = renewed.EndsAt - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            lost.CancelAfter(left);
        }

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
            StoredJson<LeaseRecord>? found = await store.FindJsonAsync(
                StoreKeys.Lease(job),
                LeaseJson.Default.LeaseRecord,
                cancellationToken
            );
            if (found is null || found.Value.Holding != record.Holding)
            {
                throw;
            }

            eTag = found.Description.ETag;
            await PutAsync(next, cancellationToken);
        }
    }

    private async Task PutAsync(LeaseRecord next, CancellationToken cancellationToken)
    {
        ObjectDescription stored = await store.PutJsonAsync(
            StoreKeys.Lease(job),
            next,
            LeaseJson.Default.LeaseRecord,
            WriteCondition.IfMatch(eTag),
            cancellationToken
        );
        eTag = stored.ETag;
        Volatile.Write(ref record, next);
    }
}

/// <summary>The lease as it stands in the store, also after it ended.</summary>
/// <param name="Owner">Run id, for people and messages.</param>
/// <param name="Holding">Different for every acquisition: also a rerun of the same run is another holder.</param>
/// <param name="AcquiredAt">By the holder's clock, UTC.</param>
/// <param name="EndsAt">Unless renewed before, by the holder's clock, UTC.</param>
/// <param name="ReleasedAt">When the holder gave it back, or null.</param>
public sealed record LeaseRecord(
    string Owner,
    string Holding,
    DateTimeOffset AcquiredAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? ReleasedAt = null
);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(LeaseRecord))]
internal sealed partial class LeaseJson : JsonSerializerContext;

/// <summary>This run had the lease and has it no longer: it stopped before doing anything that another run may do too.</summary>
public sealed class LeaseLostException(string job, string owner, Exception? cause = null)
    : TransientException(
        $"Run '{owner}' lost its lease of job '{job}': it was not renewed in time, or another run took it over.",
        "the job is tried again; if this repeats, check that the store answers and that the clocks agree.",
        cause
    );
