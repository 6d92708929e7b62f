using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.Runs;

/// <summary>Leases whose times are not true, and leases that nobody can read. A holder renews; everything else is taken over.</summary>
public sealed class DoubtfulLeaseTests : IDisposable
{
    private const string Key = "leases/fern/binlog.json";
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Watch = Duration + LeaseKeeper.ClockAllowance;
    private readonly TemporaryFolder folder = new();
    private readonly SteppedTime time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FolderObjectStore store;
    private readonly LeaseKeeper keeper;

    public DoubtfulLeaseTests()
    {
        store = new FolderObjectStore(folder.Path);
        keeper = new LeaseKeeper(store, new StoreKeys("fern"), time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    // The begin and the end of the lease, in hours from now.
    [Theory]
    [InlineData(24, 24.05)]
    [InlineData(-1, 24.05)] // the clock jumped during the run, and a renewal moved the end
    public async Task ALeaseOfTheFuture_ThatNobodyRenews_IsTakenOver(double begins, double ends)
    {
        await PutAsync(Held(begins, ends));

        Task<Lease> acquired = AcquireAsync();
        await time.StepAsync(Watch.TotalSeconds);

        await using Lease lease = await acquired;
        (await store.ReadJsonAsync(Key, LeaseJson.Default.LeaseRecord, Cancellation)).Owner.ShouldBe("run-2");
    }

    [Fact]
    public async Task ALeaseOfTheFuture_ThatIsRenewed_IsHeld()
    {
        await PutAsync(Held(24, 24.05));

        Task<Lease> acquired = AcquireAsync();
        await time.SetAsync(Watch.TotalSeconds);
        await PutAsync(Held(24, 24.06));
        time.Advance(Watch);

        (await Should.ThrowAsync<LeaseHeldException>(() => acquired)).Owner.ShouldBe("run-1");
    }

    [Fact]
    public async Task ALeaseOfTheFuture_ThatWasReleased_IsFreeAtOnce()
    {
        await PutAsync(Held(24, 24.05) with { ReleasedAt = time.GetUtcNow().AddHours(24.01) });

        await using Lease lease = await AcquireAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"owner":"a","holding":"b","acquiredAt":"yesterday","endsAt":"2026-01-01T00:00:00Z","estate":"fern"}""")]
    public async Task AnUnreadableLease_ThatNobodyRenews_IsTakenOver(string text)
    {
        await PutAsync(text);

        Task<Lease> acquired = AcquireAsync();
        await time.StepAsync(Watch.TotalSeconds);

        await using Lease lease = await acquired;
    }

    [Fact]
    public async Task ALeaseWhoseFileWasCut_IsTakenOver()
    {
        await PutAsync(Held(0, 0.05));
        string file = Directory.GetFiles(Path.Combine(folder.Path, "objects"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, "", Cancellation);

        Task<Lease> acquired = AcquireAsync();
        await time.StepAsync(Watch.TotalSeconds);

        await using Lease lease = await acquired;
    }

    [Fact]
    public async Task AnUnreadableLease_ThatSomebodyWritesAgain_IsAnErrorThatNamesIt()
    {
        await PutAsync("?");

        Task<Lease> acquired = AcquireAsync();
        await time.SetAsync(Watch.TotalSeconds);
        await PutAsync("??");
        time.Advance(Watch);

        LeaseUnreadableException error = await Should.ThrowAsync<LeaseUnreadableException>(() => acquired);
        error.WhatHappened.ShouldStartWith($"The lease '{Key}' cannot be read: Object '{Key}' is not a LeaseRecord in JSON");
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task AHolderWhoseLeaseSomebodyOverwrote_StopsAtItsNextRenewal()
    {
        await using Lease held = await AcquireAsync();
        await PutAsync("?");

        time.Advance(Duration / 3);

        await SteppedTime.Until(() => held.Lost.IsCancellationRequested, "the loss of the lease");
    }

    private LeaseRecord Held(double begins, double ends) =>
        new("run-1", "h", time.GetUtcNow().AddHours(begins), time.GetUtcNow().AddHours(ends), Estate: "fern");

    private Task PutAsync(LeaseRecord record) =>
        store.PutJsonAsync(Key, record, LeaseJson.Default.LeaseRecord, WriteCondition.None, Cancellation);

    private Task PutAsync(string text) =>
        store.PutBytesAsync(Key, System.Text.Encoding.UTF8.GetBytes(text), WriteCondition.None, Cancellation);

    private Task<Lease> AcquireAsync() => keeper.AcquireAsync(Job.Binlog, "run-2", Duration, Cancellation);
}
