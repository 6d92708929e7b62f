using System.Text;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.MariaDb;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.Runs;

public sealed class RunKeeperTests : IDisposable
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder folder = new();
    private readonly SteppedTime time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FolderObjectStore store;

    // A record stands for the manifest, because the form of the manifest does not matter here.
    private readonly RunKeeper<JobRun> runs;

    public RunKeeperTests()
    {
        store = new FolderObjectStore(folder.Path);
        runs = new RunKeeper<JobRun>(store, time, Job.Binlog, JobRunJson.Default.JobRun);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Record_InTheStore_HasTheFormThatItAlwaysHad()
    {
        JobRun run = await runs.BeginOrFindAsync("run-1", Cancellation);

        byte[] stored = await store.ReadAllBytesAsync("runs/binlog/run-1.json", 1000, Cancellation);
        Encoding
            .UTF8.GetString(stored)
            .ShouldBe($"{{\n  \"runId\": \"run-1\",\n  \"setId\": \"{run.SetId}\",\n  \"startedAt\": \"2026-03-01T12:00:00Z\"\n}}");
    }

    [Fact]
    public async Task Run_ThatHasFinished_GetsItsManifestAgainWithoutWork()
    {
        JobRun first = await runs.RunAsync("run-1", LeaseDuration, FinishAsync, Cancellation);

        (await runs.RunAsync("run-1", LeaseDuration, (_, _) => throw new InvalidOperationException("worked again"), Cancellation)).ShouldBe(
            first
        );
    }

    [Fact]
    public async Task Run_ThatFinishedWhileThisOneWaitedForTheLease_IsFoundUnderTheLease()
    {
        JobRun? other = null;
        var slow = new RunKeeper<JobRun>(new HookedStore(store, FinishOtherAsync), time, Job.Binlog, JobRunJson.Default.JobRun);

        JobRun found = await slow.RunAsync(
            "run-1",
            LeaseDuration,
            (_, _) => throw new InvalidOperationException("worked again"),
            Cancellation
        );

        found.ShouldBe(other);

        async Task FinishOtherAsync(string key)
        {
            if (other is null && key == StoreKeys.Lease(Job.Binlog))
            {
                other = await runs.BeginOrFindAsync("run-1", Cancellation);
                await store.PutJsonAsync(
                    StoreKeys.Manifest(Job.Binlog, other.SetId),
                    other,
                    JobRunJson.Default.JobRun,
                    WriteCondition.IfAbsent,
                    Cancellation
                );
            }
        }
    }

    [Fact]
    public async Task Run_ThatGoesOn_KeepsItsSet_AndOneThatBeginsAnewHasAnother()
    {
        JobRun first = await runs.BeginOrFindAsync("run-1", Cancellation);

        (await runs.BeginOrFindAsync("run-1", Cancellation)).ShouldBe(first);
        JobRun anew = await runs.BeginAnewAsync("run-1", time.GetUtcNow(), Cancellation);

        anew.SetId.ShouldNotBe(first.SetId);
        (await runs.BeginOrFindAsync("run-1", Cancellation)).ShouldBe(anew);
        (await runs.FindFinishedAsync("run-1", Cancellation)).ShouldBeNull();
    }

    private async Task<JobRun> FinishAsync(Lease lease, CancellationToken cancellationToken)
    {
        JobRun run = await runs.BeginOrFindAsync("run-1", cancellationToken);
        await runs.CompleteAsync(run, run, lease, cancellationToken);
        return run;
    }
}
