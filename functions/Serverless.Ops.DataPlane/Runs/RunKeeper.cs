using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>
/// Makes the runs of a job idempotent: a run id that has finished gets the manifest of its set again. Two runs of one job never work at
/// the same time. The README of this folder says how a job uses this class.
/// </summary>
/// <typeparam name="TManifest">The type of this job's manifests.</typeparam>
internal sealed class RunKeeper<TManifest>(IObjectStore store, TimeProvider time, Job job, JsonTypeInfo<TManifest> manifestType)
    where TManifest : class
{
    /// <summary>Returns the manifest of a finished run. Otherwise acquires the lease of the job and does the work.</summary>
    /// <param name="runId">The same id finds the same set.</param>
    /// <param name="leaseDuration">Time that the job stays blocked if this process dies.</param>
    /// <param name="work">Runs under the lease. Its token is cancelled if the lease is lost.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="LeaseHeldException"/>
    /// <exception cref="LeaseLostException"/>
    public async Task<TManifest> RunAsync(
        string runId,
        TimeSpan leaseDuration,
        Func<Lease, CancellationToken, Task<TManifest>> work,
        CancellationToken cancellationToken
    )
    {
        return await FindFinishedAsync(runId, cancellationToken)
            ?? await new LeaseKeeper(store, time).RunAsync(job, runId, leaseDuration, WorkOnceAsync, cancellationToken);

        // A run with the same id may have finished before this run got the lease, so the question is asked again.
        async Task<TManifest> WorkOnceAsync(Lease lease, CancellationToken token) =>
            await FindFinishedAsync(runId, token) ?? await work(lease, token);
    }

    /// <summary>The manifest of the run's set. Null if the run began no set or did not finish its set.</summary>
    public async Task<TManifest?> FindFinishedAsync(string runId, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) is { } run
            ? (await store.FindJsonAsync(StoreKeys.Manifest(job, run.SetId), manifestType, cancellationToken))?.Value
            : null;

    /// <summary>Continues the set that an earlier try of the run began, or begins a set. Call this under the lease.</summary>
    public async Task<JobRun> BeginOrFindAsync(string runId, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) ?? await BeginAsync(runId, time.GetUtcNow(), WriteCondition.IfAbsent, cancellationToken);

    /// <summary>Begins a new set in each try. The set of an earlier try stays without a manifest. Call this under the lease.</summary>
    /// <param name="startedAt">Start of this try.</param>
    public Task<JobRun> BeginAnewAsync(string runId, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        BeginAsync(runId, startedAt, WriteCondition.None, cancellationToken);

    /// <summary>Checks the lease, then writes the manifest. All other objects of the set must be stored before.</summary>
    /// <exception cref="LeaseLostException"/>
    /// <exception cref="WriteConflictException">The set already has a manifest.</exception>
    public async Task CompleteAsync(JobRun run, TManifest manifest, Lease lease, CancellationToken cancellationToken)
    {
        lease.ThrowIfLost();
        await store.PutJsonAsync(StoreKeys.Manifest(job, run.SetId), manifest, manifestType, WriteCondition.IfAbsent, cancellationToken);
    }

    private async Task<JobRun?> FindAsync(string runId, CancellationToken cancellationToken) =>
        (await store.FindJsonAsync(StoreKeys.Run(job, runId), JobRunJson.Default.JobRun, cancellationToken))?.Value;

    private async Task<JobRun> BeginAsync(
        string runId,
        DateTimeOffset startedAt,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        var run = new JobRun(runId, StoreKeys.NewSetId(startedAt), startedAt);
        await store.PutJsonAsync(StoreKeys.Run(job, runId), run, JobRunJson.Default.JobRun, condition, cancellationToken);
        return run;
    }
}
