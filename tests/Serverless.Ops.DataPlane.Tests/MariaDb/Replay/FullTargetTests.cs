using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

public sealed class FullTargetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500, 1000)]
    [InlineData(50_000, 10)] // values with their own pages: a rollback may find no room for them, and then the server aborts
    public async Task FullDisk_EndsTheReplay_WhichGoesOnOnceThereIsRoom(int bytes, int rows)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 400);
        await using ReplayBench bench = await BeginAsync(disk, "t", bytes, rows);
        MariaDbServer target = await bench.StartTargetAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        disk.Fill(leaveMegabytes: 8);

        ServerDiskFullException full = await Should.ThrowAsync<ServerDiskFullException>(() => bench.ReplayAsync(plan, target));

        full.Message.ShouldContain("replaying 0-1-");
        full.Message.ShouldContain(ReplayBench.EndpointOf(target).ToString());
        disk.Free();
        target = await bench.KillAndRestartAsync(target);
        ReplayReport report = await bench.ReplayAsync(plan, target);
        report.ResumedFrom.ShouldNotBeNull();
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task FullDisk_OnWhichTheServerWaits_EndsTheReplay_InDoubt()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 400);
        await using ReplayBench bench = await BeginAsync(disk, "m", 50_000, 10);
        MariaDbServer target = await bench.StartTargetAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        disk.Fill(leaveMegabytes: 8);

        ServerDiskFullException full = await Should.ThrowAsync<ServerDiskFullException>(() => bench.ReplayAsync(plan, target));

        full.Message.ShouldContain("a statement waited for room and was ended");
        full.Message.ShouldContain("replaying 0-1-");
        disk.Free();
        await Should.ThrowAsync<ReplayInDoubtException>(() => bench.ReplayAsync(plan, target));
    }

    private static async Task<ReplayBench> BeginAsync(SmallDisk disk, string table, int bytes, int rows)
    {
        ReplayBench bench = await ReplayBench.StartAsync();
        bench.TargetsBelow = disk.Folder;
        await bench.Source.RunAsync([
            .. Enumerable.Range(0, 30).Select(_ => $"INSERT INTO shop.{table} (v) SELECT REPEAT('v', {bytes}) FROM shop.seq_1_to_{rows}"),
        ]);
        await bench.Source.ShipAsync();
        return bench;
    }
}
