using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>
/// Makes the runs of a job idempotent: a run id that has finished gets the manifest of its set again. Two runs of one job never work at
/// the same time. A run belongs to an estate and to a source. The README of this folder says how a job uses this class.
/// </summary>
/// <typeparam name="TManifest">The type of this job's manifests.</typeparam>
internal sealed class RunKeeper<TManifest>(
    IObjectStore store,
    TimeProvider time,
    StoreKeys keys,
    Job job,
    JsonTypeInfo<TManifest> manifestType
)
    where TManifest : class, ISetManifest
{
    /// <summary>Returns the manifest of a finished run. Otherwise acquires the lease of the job and does the work.</summary>
    /// <param name="runId">The same id finds the same set.</param>
    /// <param name="readSource">Reads which source this host has now. Called only for a run that has finished.</param>
    /// <param name="leaseDuration">Time that the job stays blocked if this process dies.</param>
    /// <param name="work">Runs under the lease. Its token is cancelled if the lease is lost.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="LeaseHeldException"/>
    /// <exception cref="LeaseLostException"/>
    /// <exception cref="RunOfOtherSourceException"/>
    public async Task<TManifest> RunAsync(
        string runId,
        Func<CancellationToken, Task<SourceLineage>> readSource,
        TimeSpan leaseDuration,
        Func<Lease, CancellationToken, Task<TManifest>> work,
        CancellationToken cancellationToken
    )
    {
        return await FindFinishedAsync(runId, readSource, cancellationToken)
            ?? await new LeaseKeeper(store, keys, time).RunAsync(job, runId, leaseDuration, WorkOnceAsync, cancellationToken);

        // A run with the same id may have finished before this run got the lease, so the question is asked again.
        async Task<TManifest> WorkOnceAsync(Lease lease, CancellationToken token) =>
            await FindFinishedAsync(runId, readSource, token) ?? await work(lease, token);
    }

    /// <summary>The manifest of the run's set. Null if the run began no set or did not finish its set.</summary>
    public async Task<TManifest?> FindFinishedAsync(
        string runId,
        Func<CancellationToken, Task<SourceLineage>> readSource,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(runId, cancellationToken) is not { } run)
        {
            return null;
        }

        string key = StoreKeys.Manifest(job, run.SetId);
        if ((await store.FindJsonAsync(key, manifestType, cancellationToken))?.Value is not { } manifest)
        {
            return null;
        }

        OtherEstateException.ThrowIfOther(key, manifest.RequireAt(job, run.SetId).Estate, keys.Estate);
        if (manifest.RunId != runId)
        {
            throw new MisplacedObjectException(key, $"the manifest of set {manifest.SetId}, which run '{manifest.RunId}' wrote");
        }

        SourceLineage source = await readSource(cancellationToken);
        return manifest.Lineage.IsOf(source)
            ? manifest
            : throw new RunOfOtherSourceException(runId, job.Name, run.SetId, manifest.Lineage.ToString(), source);
    }

    /// <summary>Continues the set that an earlier try of the run began, or begins a set. Call this under the lease.</summary>
    /// <exception cref="RunOfOtherSourceException"/>
    public async Task<JobRun> BeginOrFindAsync(string runId, SourceLineage source, CancellationToken cancellationToken) =>
        await FindOfAsync(runId, source, cancellationToken)
        ?? await BeginAsync(runId, source, time.GetUtcNow(), WriteCondition.IfAbsent, cancellationToken);

    /// <summary>Begins a new set in each try. The set of an earlier try stays without a manifest. Call this under the lease.</summary>
    /// <param name="startedAt">Start of this try.</param>
    /// <exception cref="RunOfOtherSourceException"/>
    public async Task<JobRun> BeginAnewAsync(
        string runId,
        SourceLineage source,
        DateTimeOffset startedAt,
        CancellationToken cancellationToken
    )
    {
        await FindOfAsync(runId, source, cancellationToken);
        return await BeginAsync(runId, source, startedAt, WriteCondition.None, cancellationToken);
    }

    /// <summary>Checks the lease, then writes the manifest. All other objects of the set must be stored before.</summary>
    /// <exception cref="LeaseLostException"/>
    /// <exception cref="WriteConflictException">The set already has a manifest.</exception>
    public async Task CompleteAsync(JobRun run, TManifest manifest, Lease lease, CancellationToken cancellationToken)
    {
        lease.ThrowIfLost();
        await store.PutJsonAsync(StoreKeys.Manifest(job, run.SetId), manifest, manifestType, WriteCondition.IfAbsent, cancellationToken);
    }

    private async Task<JobRun?> FindOfAsync(string runId, SourceLineage source, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) is not { } run ? null
        : run.Lineage == source ? run
        : throw new RunOfOtherSourceException(runId, job.Name, run.SetId, run.Lineage?.ToString() ?? "unknown", source);

    private async Task<JobRun?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        string key = keys.Run(job, runId);
        try
        {
            JobRun? run = (await store.FindJsonAsync(key, JobRunJson.Default.JobRun, cancellationToken))?.Value;
            run?.RequireAt(key, keys.Estate, runId);
            return run;
        }
        catch (OpsException failure)
            when (failure is UnreadableJsonException or StoreDamagedException or ShortReadException or ObjectTooLargeException)
        {
            throw new RunRecordUnreadableException(key, failure);
        }
    }

    private async Task<JobRun> BeginAsync(
        string runId,
        SourceLineage source,
        DateTimeOffset startedAt,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        var run = new JobRun(runId, StoreKeys.NewSetId(startedAt), startedAt, keys.Estate, source);
        await store.PutJsonAsync(keys.Run(job, runId), run, JobRunJson.Default.JobRun, condition, cancellationToken);
        return run;
    }
}
