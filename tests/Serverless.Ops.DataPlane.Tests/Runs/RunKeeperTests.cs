using System.Text;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.MariaDb;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.Runs;

public sealed class RunKeeperTests : IDisposable
{
    private const string LineageId = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(3);
    private static readonly SourceLineage Source = new(LineageId, 1);
    private readonly TemporaryFolder folder = new();
    private readonly SteppedTime time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FolderObjectStore store;
    private readonly RunKeeper<BinlogManifest> runs;

    public RunKeeperTests()
    {
        store = new FolderObjectStore(folder.Path);
        runs = RunsOf("fern");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Record_InTheStore_NamesItsEstateAndItsSource()
    {
        JobRun run = await runs.BeginOrFindAsync("run-1", Source, Cancellation);

        byte[] stored = await store.ReadAllBytesAsync("runs/fern/binlog/run-1.json", 1000, Cancellation);
        Encoding
            .UTF8.GetString(stored)
            .ShouldBe(
                $$"""
                {
                  "runId": "run-1",
                  "setId": "{{run.SetId}}",
                  "startedAt": "2026-03-01T12:00:00Z",
                  "estate": "fern",
                  "lineage": {
                    "id": "{{LineageId}}",
                    "serverId": 1
                  }
                }
                """
            );
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"runId":"run-1"}""")]
    public async Task Record_ThatCannotBeRead_IsNamed_WithTheNextStep(string text)
    {
        await store.PutBytesAsync("runs/fern/binlog/run-1.json", Encoding.UTF8.GetBytes(text), WriteCondition.None, Cancellation);

        RunRecordUnreadableException error = await Should.ThrowAsync<RunRecordUnreadableException>(() => RunAsync(runs));

        error.WhatHappened.ShouldStartWith("The record of the run 'runs/fern/binlog/run-1.json' cannot be read: ");
        error.NextStep.ShouldStartWith("start the job with another run id; ");
        await RunAsync(runs, "run-2");
        await store.DeleteAsync("runs/fern/binlog/run-1.json", null, Cancellation);
        await RunAsync(runs);
    }

    [Fact]
    public async Task Run_ThatHasFinished_GetsItsManifestAgainWithoutWork()
    {
        BinlogManifest first = await RunAsync(runs);

        (await RunAsync(runs, work: (_, _) => throw new InvalidOperationException("worked again"))).SetId.ShouldBe(first.SetId);
    }

    [Fact]
    public async Task Run_ThatFinishedWhileThisOneWaitedForTheLease_IsFoundUnderTheLease()
    {
        JobRun? other = null;
        RunKeeper<BinlogManifest> slow = RunsOf("fern", new HookedStore(store, FinishOtherAsync));

        BinlogManifest found = await RunAsync(slow, work: (_, _) => throw new InvalidOperationException("worked again"));

        found.SetId.ShouldBe(other!.SetId);

        async Task FinishOtherAsync(string key)
        {
            if (other is null && key == "leases/fern/binlog.json")
            {
                other = await runs.BeginOrFindAsync("run-1", Source, Cancellation);
                await PutManifestAsync(ManifestOf(other));
            }
        }
    }

    [Fact]
    public async Task Run_ThatGoesOn_KeepsItsSet_AndOneThatBeginsAnewHasAnother()
    {
        JobRun first = await runs.BeginOrFindAsync("run-1", Source, Cancellation);

        (await runs.BeginOrFindAsync("run-1", Source, Cancellation)).ShouldBe(first);
        JobRun anew = await runs.BeginAnewAsync("run-1", Source, time.GetUtcNow(), Cancellation);

        anew.SetId.ShouldNotBe(first.SetId);
        (await runs.BeginOrFindAsync("run-1", Source, Cancellation)).ShouldBe(anew);
        (await runs.FindFinishedAsync("run-1", SourceAsync, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Run_OfAnotherEstateWithTheSameId_HasItsOwnSet()
    {
        BinlogManifest ofFern = await RunAsync(runs);
        BinlogManifest ofOak = await RunAsync(RunsOf("oak"));

        ofOak.SetId.ShouldNotBe(ofFern.SetId);
        (await runs.FindFinishedAsync("run-1", SourceAsync, Cancellation))!.SetId.ShouldBe(ofFern.SetId);
    }

    [Fact]
    public async Task Record_ThatWasCopiedFromAnotherEstateOrRun_IsRefusedByName()
    {
        await RunAsync(runs);
        byte[] record = await store.ReadAllBytesAsync("runs/fern/binlog/run-1.json", 1000, Cancellation);
        await store.PutBytesAsync("runs/oak/binlog/run-1.json", record, WriteCondition.None, Cancellation);
        await store.PutBytesAsync("runs/fern/binlog/run-2.json", record, WriteCondition.None, Cancellation);

        (await Should.ThrowAsync<OtherEstateException>(() => RunAsync(RunsOf("oak")))).WhatHappened.ShouldBe(
            "Object 'runs/oak/binlog/run-1.json' belongs to the estate 'fern', but this program works for the estate 'oak'."
        );
        (await Should.ThrowAsync<MisplacedObjectException>(() => RunAsync(runs, "run-2"))).WhatHappened.ShouldStartWith(
            "Object 'runs/fern/binlog/run-2.json' holds the record of run 'run-1', which does not belong under this key."
        );
    }

    [Fact]
    public async Task Manifest_OfAnotherEstateOrSet_IsNotTheAnswerOfARun()
    {
        JobRun run = await runs.BeginOrFindAsync("run-1", Source, Cancellation);
        JobRun other = await runs.BeginOrFindAsync("run-2", Source, Cancellation);
        string key = StoreKeys.Manifest(Job.Binlog, run.SetId);
        await PutManifestAsync(ManifestOf(run, "oak"));
        await Should.ThrowAsync<OtherEstateException>(() => RunAsync(runs));

        await store.PutJsonAsync(key, ManifestOf(other), ManifestJson.Default.BinlogManifest, WriteCondition.None, Cancellation);

        (await Should.ThrowAsync<MisplacedObjectException>(() => RunAsync(runs))).WhatHappened.ShouldContain(
            $"Object '{key}' holds the manifest of set {other.SetId}, which does not belong under this key."
        );
    }

    [Fact]
    public async Task Run_OnAnotherSource_DoesNotGetTheAnswerOrTheSetOfTheFirst()
    {
        var other = new SourceLineage("11111111-1111-1111-1111-111111111111", 1);
        BinlogManifest first = await RunAsync(runs);
        await runs.BeginOrFindAsync("run-2", Source, Cancellation);

        RunOfOtherSourceException error = await Should.ThrowAsync<RunOfOtherSourceException>(() => RunAsync(runs, source: other));

        error.WhatHappened.ShouldBe(
            $"Run 'run-1' of job 'binlog' began set {first.SetId} on the source of lineage {LineageId} of server 1. "
                + "This host's database has lineage 11111111-1111-1111-1111-111111111111 of server 1, and that run did not back it up."
        );
        await Should.ThrowAsync<RunOfOtherSourceException>(() => runs.BeginOrFindAsync("run-2", other, Cancellation));
        await Should.ThrowAsync<RunOfOtherSourceException>(() => runs.BeginAnewAsync("run-2", other, time.GetUtcNow(), Cancellation));
    }

    private static Task<SourceLineage> SourceAsync(CancellationToken cancellationToken) => Task.FromResult(Source);

    private RunKeeper<BinlogManifest> RunsOf(string estate, IObjectStore? through = null) =>
        new(through ?? store, time, new StoreKeys(estate), Job.Binlog, ManifestJson.Default.BinlogManifest);

    private Task<BinlogManifest> RunAsync(
        RunKeeper<BinlogManifest> keeper,
        string runId = "run-1",
        SourceLineage? source = null,
        Func<Lease, CancellationToken, Task<BinlogManifest>>? work = null
    )
    {
        return keeper.RunAsync(runId, _ => Task.FromResult(source ?? Source), LeaseDuration, work ?? FinishAsync, Cancellation);

        async Task<BinlogManifest> FinishAsync(Lease lease, CancellationToken token)
        {
            JobRun run = await keeper.BeginOrFindAsync(runId, Source, token);
            BinlogManifest manifest = ManifestOf(run);
            await keeper.CompleteAsync(run, manifest, lease, token);
            return manifest;
        }
    }

    private async Task PutManifestAsync(BinlogManifest manifest) =>
        await store.PutJsonAsync(
            StoreKeys.Manifest(Job.Binlog, manifest.SetId),
            manifest,
            ManifestJson.Default.BinlogManifest,
            WriteCondition.IfAbsent,
            Cancellation
        );

    private static BinlogManifest ManifestOf(JobRun run, string? estate = null) =>
        new()
        {
            Format = BinlogManifest.CurrentFormat,
            SetId = run.SetId,
            RunId = run.RunId,
            Estate = estate ?? run.Estate!,
            StartedAt = run.StartedAt,
            FinishedAt = run.StartedAt,
            Lineage = new Lineage(LineageId, 1, run.StartedAt),
            Server = new ServerDescription("10.11", new Dictionary<string, string>()),
            From = new BinlogCoordinates("mysql-bin.000001", 4, ""),
            To = new BinlogCoordinates("mysql-bin.000001", 4, ""),
            ShippedThrough = run.StartedAt,
            Segments = [],
        };
}
