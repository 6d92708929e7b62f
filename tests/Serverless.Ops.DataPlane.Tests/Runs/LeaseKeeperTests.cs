using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.Storage.Contract;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.Runs;

public sealed class LeaseKeeperTests : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder folder = new();
    private readonly SteppedTime time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FaultyStore store;
    private readonly LeaseKeeper keeper;

    public LeaseKeeperTests()
    {
        store = new FaultyStore(new FolderObjectStore(folder.Path));
        keeper = new LeaseKeeper(store, new StoreKeys("fern"), time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lease_ThatIsHeld_IsRefusedWithItsOwnerAndEnd()
    {
        await using Lease held = await AcquireAsync("run-1");

        LeaseHeldException error = await Should.ThrowAsync<LeaseHeldException>(() => AcquireAsync("run-2"));

        error.Message.ShouldContain("Job 'binlog' is held by run 'run-1' until 2026-03-01T12:03:00Z");
        error.IsTransient.ShouldBeTrue();
        await using Lease other = await keeper.AcquireAsync(Job.Database, "run-2", Duration, Cancellation);
    }

    [Fact]
    public async Task Lease_OfTheSameRun_IsRefusedToo()
    {
        // The process of the first run may still live, so a rerun with the same id would be a second writer.
        await using Lease held = await AcquireAsync("run-1");

        await Should.ThrowAsync<LeaseHeldException>(() => AcquireAsync("run-1"));
    }

    [Fact]
    public async Task Lease_Released_GoesToTheNextAtOnce()
    {
        await (await AcquireAsync("run-1")).DisposeAsync();

        await using Lease next = await AcquireAsync("run-2");

        next.Lost.IsCancellationRequested.ShouldBeFalse();
        (await ReadRecordAsync()).Owner.ShouldBe("run-2");
    }

    [Fact]
    public async Task Lease_ThatIsRenewed_OutlivesItsDuration()
    {
        await using Lease held = await AcquireAsync("run-1");

        for (int minute = 1; minute <= 10; minute++)
        {
            await time.StepAsync(60);
            await UntilAsync(() => held.EndsAt == time.GetUtcNow() + Duration);
        }

        held.Lost.IsCancellationRequested.ShouldBeFalse();
        held.ThrowIfLost();
        (await ReadRecordAsync()).EndsAt.ShouldBe(held.EndsAt);
        await Should.ThrowAsync<LeaseHeldException>(() => AcquireAsync("run-2"));
    }

    [Fact]
    public async Task Holder_ThatCannotRenew_IsToldBeforeAnotherMayTakeOver()
    {
        await using Lease held = await AcquireAsync("run-1");
        store.IsDown = true;
        time.Advance(Duration - TimeSpan.FromSeconds(1));
        held.Lost.IsCancellationRequested.ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(1));

        held.Lost.IsCancellationRequested.ShouldBeTrue();
        Should.Throw<LeaseLostException>(held.ThrowIfLost).Message.ShouldContain("run-1");
        store.IsDown = false;
        time.Advance(LeaseKeeper.ClockAllowance - TimeSpan.FromTicks(1));
        await Should.ThrowAsync<LeaseHeldException>(() => AcquireAsync("run-2"));
        time.Advance(TimeSpan.FromTicks(1));
        await using Lease next = await AcquireAsync("run-2");
    }

    [Fact]
    public async Task Holder_WhoseStoreComesBack_RenewsAndKeepsTheLease()
    {
        await using Lease held = await AcquireAsync("run-1");
        store.IsDown = true;
        await time.StepAsync(60);
        await time.SetAsync(15); // the renewal failed, so the next try comes sooner
        store.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(15));

        await UntilAsync(() => held.EndsAt == time.GetUtcNow() + Duration);
        held.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Holder_ThatWasSucceeded_LearnsItAtTheNextRenewalAndLeavesTheSuccessorAlone()
    {
        Lease held = await AcquireAsync("run-1");
        await store.PutJsonAsync(
            "leases/fern/binlog.json",
            new LeaseRecord("run-2", "another", time.GetUtcNow(), time.GetUtcNow() + Duration),
            LeaseJson.Default.LeaseRecord,
            WriteCondition.None,
            Cancellation
        );

        time.Advance(Duration / 3);
        await UntilAsync(() => held.Lost.IsCancellationRequested);
        await held.DisposeAsync();

        (await ReadRecordAsync()).ShouldSatisfyAllConditions(r => r.Owner.ShouldBe("run-2"), r => r.ReleasedAt.ShouldBeNull());
    }

    [Fact]
    public async Task Answer_LostOnTheWay_IsNoLoss()
    {
        store.LosesNextAnswer = true;
        await using Lease held = await AcquireAsync("run-1");
        store.LosesNextAnswer = true;
        time.Advance(Duration / 3);
        await UntilAsync(() => held.EndsAt == time.GetUtcNow() + Duration);
        store.LosesNextAnswer = true;
        await held.DisposeAsync();

        await using Lease next = await AcquireAsync("run-2");
    }

    [Fact]
    public async Task Work_UnderALostLease_EndsAsLeaseLost()
    {
        var started = new TaskCompletionSource();
        Task<int> run = keeper.RunAsync<int>(
            Job.Binlog,
            "run-1",
            Duration,
            async (_, token) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return 1;
            },
            Cancellation
        );
        await started.Task;
        store.IsDown = true;

        time.Advance(Duration);

        (await Should.ThrowAsync<LeaseLostException>(() => run)).Message.ShouldContain("run-1");
    }

    [Fact]
    public async Task Work_UnderALease_GivesItsResultAndReleases()
    {
        (await keeper.RunAsync(Job.Binlog, "run-1", Duration, (lease, _) => Task.FromResult(lease.Owner), Cancellation)).ShouldBe("run-1");

        (await ReadRecordAsync()).ReleasedAt.ShouldBe(time.GetUtcNow());
    }

    [Fact]
    public async Task Work_WhoseLeaseCannotBeReleased_StillGivesItsResult()
    {
        string result = await keeper.RunAsync(
            Job.Binlog,
            "run-1",
            Duration,
            (_, _) =>
            {
                store.IsDenied = true;
                return Task.FromResult("done");
            },
            Cancellation
        );

        result.ShouldBe("done");
        store.IsDenied = false;
        (await ReadRecordAsync()).ReleasedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Record_InTheStore_IsReadableJson()
    {
        await using Lease held = await AcquireAsync("run-1");

        string text = System.Text.Encoding.UTF8.GetString(await store.ReadAllBytesAsync("leases/fern/binlog.json", 10_000, Cancellation));

        text.ShouldContain("\"owner\": \"run-1\"");
        text.ShouldContain("\"estate\": \"fern\"");
        text.ShouldContain("\"endsAt\": \"2026-03-01T12:03:00Z\"");
    }

    [Fact]
    public async Task Lease_OfAnotherEstate_DoesNotBlock_AndItsRecordUnderThisKeyIsRefused()
    {
        await using Lease held = await AcquireAsync("run-1");
        var ofOak = new LeaseKeeper(store, new StoreKeys("oak"), time);

        await using Lease other = await ofOak.AcquireAsync(Job.Binlog, "run-1", Duration, Cancellation);
        await store.PutJsonAsync(
            "leases/oak/database.json",
            await ReadRecordAsync(),
            LeaseJson.Default.LeaseRecord,
            WriteCondition.None,
            Cancellation
        );

        (
            await Should.ThrowAsync<OtherEstateException>(() => ofOak.AcquireAsync(Job.Database, "run-1", Duration, Cancellation))
        ).WhatHappened.ShouldBe(
            "Object 'leases/oak/database.json' belongs to the estate 'fern', but this program works for the estate 'oak'."
        );
    }

    private static Task UntilAsync(Func<bool> condition) => SteppedTime.Until(condition, "the expected state of the lease");

    private Task<Lease> AcquireAsync(string owner) => keeper.AcquireAsync(Job.Binlog, owner, Duration, Cancellation);

    private Task<LeaseRecord> ReadRecordAsync() =>
        store.ReadJsonAsync("leases/fern/binlog.json", LeaseJson.Default.LeaseRecord, Cancellation);
}
