using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>
/// Makes a job's runs idempotent: a run id that has finished gets its set's manifest again, and no two runs of a job work at the same time.
/// See this folder's README for how a job uses it.
/// </summary>
/// <typeparam name="TManifest">What completes a set of this job.</typeparam>
internal sealed class RunKeeper<TManifest>(IObjectStore store, TimeProvider time, Job job, JsonTypeInfo<TManifest> manifestType)
    where TManifest : class
{
    /// <summary>Returns the manifest of the run if it has finished. Otherwise takes the job's lease and does the work.</summary>
    /// <param name="runId">The same id finds the same set.</param>
    /// <param name="leaseDuration">How long the job stays blocked when this process dies.</param>
    /// <param name="work">Runs under the lease; its token is cancelled when the lease is lost.</param>
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

        // Asked again: a run of the same id may have finished before this one got the lease.
        async Task<TManifest> WorkOnceAsync(Lease lease, CancellationToken token) =>
            await FindFinishedAsync(runId, token) ?? await work(lease, token);
    }

    /// <summary>The manifest of the run's set; null when the run began no set or did not finish it.</summary>
    public async Task<TManifest?> FindFinishedAsync(string runId, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) is { } run
            ? (await store.FindJsonAsync(StoreKeys.Manifest(job, run.SetId), manifestType, cancellationToken))?.Value
            : null;

    /// <summary>Goes on with the set that an earlier try of the run began, or begins one. Call it under the lease.</summary>
    public async Task<JobRun> BeginOrFindAsync(string runId, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) ?? await BeginAsync(runId, time.GetUtcNow(), WriteCondition.IfAbsent, cancellationToken);

    /// <summary>Begins a new set in each try. The set of an earlier try stays without a manifest. Call it under the lease.</summary>
    /// <param name="startedAt">When this try began.</param>
    public Task<JobRun> BeginAnewAsync(string runId, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        BeginAsync(runId, startedAt, WriteCondition.None, cancellationToken);

    /// <summary>Completes the set: writes its manifest, if the lease still holds. All objects of the set must be stored by then.</summary>
    /// <exception cref="LeaseLostException"/>
    /// <exception cref="WriteConflictException">The set has a manifest already.</exception>
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
