using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

public sealed class BinlogReplayerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_OfMixedTraffic_EqualsMariaDbBinlog_AtSeveralSeconds_AndTheSourceAtTheEnd()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await MixedTraffic.RunAsync(bench.Source, TimeSpan.FromSeconds(4), Token);
        await bench.Source.RunAsync("FLUSH BINARY LOGS", "SET GLOBAL log_bin_compress=ON, GLOBAL log_bin_compress_min_len=10", "UPDATE shop.busy SET v = REPEAT('c', 300)");
        await MixedTraffic.RunHalfRefusedAsync(bench.Source);
        await bench.Source.ShipAsync();

        MariaDbServer whole = await bench.StartTargetAsync();
        RestorePlan toEnd = await bench.PlanToEndAsync();
        ReplayReport report = await bench.ReplayAsync(toEnd, whole);
        report.To.ShouldBe(toEnd.ReplayTo);
        await ReplayBench.ShouldBeEqualAsync(whole, bench.Source.Server);

        LogChain chain = (await bench.Source.ReadChainsAsync())[0];
        SecondMark[] marks = [.. chain.Segments.Where(segment => segment.Entry.File == chain.Segments[0].Entry.File).SelectMany(segment => segment.Entry.Seconds)];
        foreach (SecondMark mark in (SecondMark[])[marks[marks.Length / 2], marks[^1]])
        {
            RestorePlan plan = await bench.PlanAsync(new RestoreTarget(mark.At));
            MariaDbServer ours = await bench.StartTargetAsync();
            MariaDbServer theirs = await bench.StartTargetAsync();
            (await bench.ReplayAsync(plan, ours)).To.ShouldBe(plan.ReplayTo);
            await bench.ReplayByMariaDbBinlogAsync(plan, theirs);
            await ReplayBench.ShouldBeEqualAsync(ours, theirs);
        }
    }
}
