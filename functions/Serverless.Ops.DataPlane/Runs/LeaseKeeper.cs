using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>Gives out leases of jobs. See this folder's README for what they are worth.</summary>
public sealed class LeaseKeeper(IObjectStore store, TimeProvider time)
{
    /// <summary>How far clocks of hosts and Lambda may be apart. Nobody takes a lease over before it has ended for this long.</summary>
    public static readonly TimeSpan ClockAllowance = TimeSpan.FromSeconds(15);

    /// <summary>Runs the work while the lease is held. The work's token is cancelled when the lease is lost, which comes out
    /// as <see cref="LeaseLostException"/>.</summary>
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

    /// <summary>Takes the lease and renews it until it is disposed. Throws <see cref="LeaseHeldException"/> when another has it.</summary>
    /// <param name="job">What is leased.</param>
    /// <param name="owner">Run id, for messages.</param>
    /// <param name="duration">How long the job stays blocked when its holder dies; renewed each third of it.</param>
    /// <param name="cancellationToken">Ends the attempt, not the lease.</param>
    public async Task<Lease> AcquireAsync(Job job, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Lease(job);
        StoredJson<LeaseRecord>? found = await store.FindJsonAsync(key, LeaseJson.Default.LeaseRecord, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        if (found is not null && IsHeld(found.Value, now))
        {
            throw new LeaseHeldException(job.Name, found.Value.Owner, found.Value.EndsAt);
        }

        WriteCondition condition = found is null ? WriteCondition.IfAbsent : WriteCondition.IfMatch(found.Description.ETag);
        var record = new LeaseRecord(owner, Guid.NewGuid().ToString("n"), now, now + duration);
        string eTag = await WriteAsync(job, record, condition, cancellationToken);
        return new Lease(store, time, job, record, eTag, duration);
    }

    private static bool IsHeld(LeaseRecord record, DateTimeOffset now) => record.ReleasedAt is null && now < record.EndsAt + ClockAllowance;

    /// <summary>A conflict is a loss, unless it is the echo of our own write whose answer was lost on the way.</summary>
    private async Task<string> WriteAsync(Job job, LeaseRecord record, WriteCondition condition, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Lease(job);
        try
        {
            return (await store.PutJsonAsync(key, record, LeaseJson.Default.LeaseRecord, condition, cancellationToken)).ETag;
        }
        catch (WriteConflictException)
        {
            StoredJson<LeaseRecord> winner =
                await store.FindJsonAsync(key, LeaseJson.Default.LeaseRecord, cancellationToken)
                ?? throw new StoreUnavailableException(key, "the lease was written by another run and is gone already.");
            return winner.Value.Holding == record.Holding
                ? winner.Description.ETag
                : throw new LeaseHeldException(job.Name, winner.Value.Owner, winner.Value.EndsAt);
        }
    }
}

/// <summary>Another run of the job is at work.</summary>
public sealed class LeaseHeldException(string job, string owner, DateTimeOffset endsAt)
    : TransientException(
        $"Job '{job}' is held by run '{owner}' until {endsAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} or longer.",
        "wait for that run; if it died, its lease ends by itself and the next try succeeds."
    )
{
    public string Owner { get; } = owner;

    public DateTimeOffset EndsAt { get; } = endsAt;
}
