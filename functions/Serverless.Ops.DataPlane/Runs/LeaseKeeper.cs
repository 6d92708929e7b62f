using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>Acquires leases of jobs. The README of this folder says what a lease promises.</summary>
public sealed class LeaseKeeper(IObjectStore store, StoreKeys keys, TimeProvider time)
{
    /// <summary>Largest allowed difference between clocks. A run takes a lease over only this long after the end of the lease.</summary>
    public static readonly TimeSpan ClockAllowance = TimeSpan.FromSeconds(15);

    /// <summary>Acquires the lease, runs the work and releases the lease. If the lease is lost, the token of the work is cancelled and the
    /// call throws <see cref="LeaseLostException"/>.</summary>
    /// <exception cref="LeaseHeldException">Another run holds the lease.</exception>
    /// <exception cref="LeaseLostException">The lease was lost during the work.</exception>
    public async Task<T> RunAsync<T>(
        Job job,
        string owner,
        TimeSpan duration,
        Func<Lease, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        await using Lease lease = await AcquireAsync(job, owner, duration, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            return await work(lease, either.Token);
        }
        catch (OperationCanceledException e) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LeaseLostException(job.Name, owner, e);
        }
    }

    /// <summary>Acquires the lease. The lease renews itself until it is disposed.</summary>
    /// <exception cref="LeaseHeldException">Another run holds the lease.</exception>
    /// <exception cref="OtherEstateException">The record under this key is of another estate.</exception>
    /// <param name="job">The job that is leased.</param>
    /// <param name="owner">Run id, for messages.</param>
    /// <param name="duration">Time that the job stays blocked if the holder dies. A renewal follows each third of this time.</param>
    /// <param name="cancellationToken">Ends the call, not the lease.</param>
    public async Task<Lease> AcquireAsync(Job job, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        string key = keys.Lease(job);
        StoredJson<LeaseRecord>? found = await store.FindJsonAsync(key, LeaseJson.Default.LeaseRecord, cancellationToken);
        if (found is not null)
        {
            OtherEstateException.ThrowIfOther(key, found.Value.Estate, keys.Estate);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (found is not null && IsHeld(found.Value, now))
        {
            throw new LeaseHeldException(job.Name, found.Value.Owner, found.Value.EndsAt);
        }

        WriteCondition condition = found is null ? WriteCondition.IfAbsent : WriteCondition.IfMatch(found.Description.ETag);
        var record = new LeaseRecord(owner, Guid.NewGuid().ToString("n"), now, now + duration, Estate: keys.Estate);
        string eTag = await WriteAsync(job, record, condition, cancellationToken);
        return new Lease(store, keys, time, job, record, eTag, duration);
    }

    private static bool IsHeld(LeaseRecord record, DateTimeOffset now) => record.ReleasedAt is null && now < record.EndsAt + ClockAllowance;

    /// <summary>A conflict means that another run was faster. The exception: an earlier try wrote the lease and its answer was lost. The
    /// store then holds the record of this call.</summary>
    private async Task<string> WriteAsync(Job job, LeaseRecord record, WriteCondition condition, CancellationToken cancellationToken)
    {
        string key = keys.Lease(job);
        try
        {
            return (await store.PutJsonAsync(key, record, LeaseJson.Default.LeaseRecord, condition, cancellationToken)).ETag;
        }
        catch (WriteConflictException)
        {
            StoredJson<LeaseRecord> winner =
                await store.FindJsonAsync(key, LeaseJson.Default.LeaseRecord, cancellationToken)
                ?? throw new StoreUnavailableException(key, "another run wrote the lease, and the lease is already gone.");
            return winner.Value.Holding == record.Holding
                ? winner.Description.ETag
                : throw new LeaseHeldException(job.Name, winner.Value.Owner, winner.Value.EndsAt);
        }
    }
}

/// <summary>Another run holds the lease of the job.</summary>
public sealed class LeaseHeldException(string job, string owner, DateTimeOffset endsAt)
    : TransientException(
        $"Job '{job}' is held by run '{owner}' until {endsAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} or longer.",
        "wait for that run; if that run died, its lease ends by itself and the next try succeeds."
    )
{
    public string Owner { get; } = owner;

    public DateTimeOffset EndsAt { get; } = endsAt;
}
