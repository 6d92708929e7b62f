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

    /// <summary>
    /// Acquires the lease. The lease renews itself until it is disposed. The times of a lease in the future are not true, and an unreadable
    /// lease has none. Such a lease is watched for as long as a holder may be without a renewal. If nobody renews it, nobody holds it.
    /// </summary>
    /// <exception cref="LeaseHeldException">Another run holds the lease.</exception>
    /// <exception cref="LeaseUnreadableException">Somebody writes the lease, but nobody can read it.</exception>
    /// <exception cref="OtherEstateException">The record under this key is of another estate.</exception>
    /// <param name="job">The job that is leased.</param>
    /// <param name="owner">Run id, for messages.</param>
    /// <param name="duration">Time that the job stays blocked if the holder dies. A renewal follows each third of this time.</param>
    /// <param name="cancellationToken">Ends the call, not the lease.</param>
    public async Task<Lease> AcquireAsync(Job job, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        string key = keys.Lease(job);
        StoredLease? found = await FindAsync(key, cancellationToken);
        if (found?.IsInDoubt(time.GetUtcNow(), duration) == true)
        {
            StoredLease before = found;
            await Task.Delay(duration + ClockAllowance, time, cancellationToken);
            found = await FindAsync(key, cancellationToken);
            if (found is not null && found.ETag != before.ETag)
            {
                found.ThrowIfHeldOrInDoubt(job, time.GetUtcNow(), duration);
            }
        }
        else
        {
            found?.ThrowIfHeldOrInDoubt(job, time.GetUtcNow(), duration);
        }

        DateTimeOffset now = time.GetUtcNow();
        WriteCondition condition = found is null ? WriteCondition.IfAbsent : WriteCondition.IfMatch(found.ETag);
        var record = new LeaseRecord(owner, Guid.NewGuid().ToString("n"), now, now + duration, Estate: keys.Estate);
        string eTag = await WriteAsync(job, record, condition, cancellationToken);
        return new Lease(store, keys, time, job, record, eTag, duration);
    }

    private async Task<StoredLease?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is not { } description)
        {
            return null;
        }

        try
        {
            LeaseRecord record = await store.ReadJsonAsync(key, LeaseJson.Default.LeaseRecord, cancellationToken, description.Version);
            OtherEstateException.ThrowIfOther(key, record.Estate, keys.Estate);
            return new StoredLease(key, description.ETag, record, null);
        }
        catch (OpsException failure)
            when (failure is UnreadableJsonException or StoreDamagedException or ShortReadException or ObjectTooLargeException)
        {
            return new StoredLease(key, description.ETag, null, failure);
        }
    }

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
            StoredLease winner =
                await FindAsync(key, cancellationToken)
                ?? throw new StoreUnavailableException(key, "another run wrote the lease, and the lease is already gone.");
            return winner.Record is not { } found ? throw new LeaseUnreadableException(key, winner.Unreadable!)
                : found.Holding == record.Holding ? winner.ETag
                : throw new LeaseHeldException(job.Name, found.Owner, found.EndsAt);
        }
    }

    /// <param name="Record">Null when it cannot be read.</param>
    private sealed record StoredLease(string Key, string ETag, LeaseRecord? Record, OpsException? Unreadable)
    {
        // A holder's clock, or ours, was or is wrong. Which one, nobody can tell from the record.
        private bool IsFromTheFuture(DateTimeOffset now, TimeSpan duration) =>
            Record is { ReleasedAt: null } held
            && (held.AcquiredAt > now + ClockAllowance || held.EndsAt > now + duration + ClockAllowance);

        public bool IsInDoubt(DateTimeOffset now, TimeSpan duration) => Record is null || IsFromTheFuture(now, duration);

        public void ThrowIfHeldOrInDoubt(Job job, DateTimeOffset now, TimeSpan duration)
        {
            if (Record is null)
            {
                throw new LeaseUnreadableException(Key, Unreadable!);
            }

            if (Record.ReleasedAt is null && (now < Record.EndsAt + ClockAllowance || IsFromTheFuture(now, duration)))
            {
                throw new LeaseHeldException(job.Name, Record.Owner, Record.EndsAt);
            }
        }
    }
}

/// <summary>A lease cannot be read, although somebody wrote it just now.</summary>
public sealed class LeaseUnreadableException(string key, OpsException cause)
    : TransientException(
        $"The lease '{key}' cannot be read: {cause.WhatHappened}",
        "the next try watches the lease, and takes it over if nobody writes it meanwhile. "
            + "If this repeats, stop the program that writes that object, and delete the object when no run of the job lives.",
        cause
    );

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
