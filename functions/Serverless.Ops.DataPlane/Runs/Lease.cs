using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>A lease that this process holds. Disposing the lease releases it.</summary>
public sealed class Lease : IAsyncDisposable
{
    private readonly IObjectStore store;
    private readonly StoreKeys keys;
    private readonly TimeProvider time;
    private readonly Job job;
    private readonly TimeSpan duration;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource released = new();
    private readonly Task renewal;
    private LeaseRecord record;
    private string eTag;

    internal Lease(IObjectStore store, StoreKeys keys, TimeProvider time, Job job, LeaseRecord record, string eTag, TimeSpan duration)
    {
        (this.store, this.keys, this.time, this.job) = (store, keys, time, job);
        (this.record, this.eTag, this.duration) = (record, eTag, duration);
        TimeSpan left = record.EndsAt - time.GetUtcNow();
        lost = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        Lost = lost.Token;
        renewal = RenewUntilReleasedOrLostAsync();
    }

    public string Owner => record.Owner;

    /// <summary>End of the lease by the clock of this process, unless the lease is renewed before.</summary>
    public DateTimeOffset EndsAt => Volatile.Read(ref record).EndsAt;

    /// <summary>Cancelled as soon as another run may hold the lease. Run the work under this token.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Call this before a step that only the holder of the lease may take.</summary>
    /// <exception cref="LeaseLostException">The lease has ended or was lost.</exception>
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
            // Another run took the lease over, or the store refuses or does not answer. The lease ends by itself. The outcome of
            // the work must still reach the caller.
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
            // The lease was released, or it ended before a renewal succeeded.
        }
        catch (OpsException)
        {
            await lost.CancelAsync();
        }
    }

    /// <summary>Returns false if another try may succeed. Throws if another run holds the lease or the store refuses.</summary>
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

    /// <summary>A conflict means that another run took the lease over. The exception: an earlier try wrote the lease and its answer was
    /// lost. The store then holds the record of this holding, and the write is repeated with the new ETag.</summary>
    private async Task WriteAsync(LeaseRecord next, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(next, cancellationToken);
        }
        catch (WriteConflictException)
        {
            StoredJson<LeaseRecord>? found = await store.FindJsonAsync(keys.Lease(job), LeaseJson.Default.LeaseRecord, cancellationToken);
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
            keys.Lease(job),
            next,
            LeaseJson.Default.LeaseRecord,
            WriteCondition.IfMatch(eTag),
            cancellationToken
        );
        eTag = stored.ETag;
        Volatile.Write(ref record, next);
    }
}

/// <summary>The record of the lease in the store. It stays there after the lease ended.</summary>
/// <param name="Owner">Run id, for people and messages.</param>
/// <param name="Holding">Unique for every acquisition, because a rerun of the same run is another holder.</param>
/// <param name="AcquiredAt">Start of the lease by the clock of the holder, UTC.</param>
/// <param name="EndsAt">End of the lease by the clock of the holder, UTC. A renewal moves the end.</param>
/// <param name="ReleasedAt">Time of the release, UTC. Null if the holder has not released the lease.</param>
/// <param name="Estate">The estate that the lease belongs to.</param>
public sealed record LeaseRecord(
    string Owner,
    string Holding,
    DateTimeOffset AcquiredAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? ReleasedAt = null,
    string? Estate = null
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

/// <summary>This run lost its lease. It stopped before any step that another run may take as well.</summary>
public sealed class LeaseLostException(string job, string owner, Exception? cause = null)
    : TransientException(
        $"Run '{owner}' lost its lease of job '{job}': the lease was not renewed in time, or another run took it over.",
        "the job is tried again; if this repeats, check that the store answers and that the clocks of the hosts agree.",
        cause
    );
