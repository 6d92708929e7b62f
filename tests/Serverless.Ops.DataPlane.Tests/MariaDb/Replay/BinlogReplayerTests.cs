using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.StoreLayout;
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
        await bench.Source.RunAsync(
            "FLUSH BINARY LOGS",
            "SET GLOBAL log_bin_compress=ON, GLOBAL log_bin_compress_min_len=10",
            "UPDATE shop.busy SET v = REPEAT('c', 300)"
        );
        await MixedTraffic.RunHalfRefusedAsync(bench.Source);
        await bench.Source.ShipAsync();

        MariaDbServer whole = await bench.StartTargetAsync();
        RestorePlan toEnd = await bench.PlanToEndAsync();
        ReplayReport report = await bench.ReplayAsync(toEnd, whole);
        report.To.ShouldBe(toEnd.ReplayTo);
        await ReplayBench.ShouldBeEqualAsync(whole, bench.Source.Server);

        LogChain chain = (await bench.Source.ReadChainsAsync())[0];
        SecondMark[] marks =
        [
            .. chain
                .Segments.Where(segment => segment.Entry.File == chain.Segments[0].Entry.File)
                .SelectMany(segment => segment.Entry.Seconds),
        ];
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

    [Fact]
    public async Task ALargeTransaction_ThatTurnsOutToWriteToMyIsam_IsRolledBackAndAppliedAsWhatItIs()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "USE shop",
            "CREATE TABLE large (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(1000))",
            "CREATE TRIGGER t_after AFTER INSERT ON t FOR EACH ROW INSERT INTO m (v) VALUES ('by trigger')",
            "BEGIN",
            "INSERT INTO large (v) SELECT REPEAT('l', 900) FROM seq_1_to_500",
            "INSERT INTO t (v) VALUES ('fires')",
            "INSERT INTO large (v) SELECT REPEAT('l', 900) FROM seq_1_to_500",
            "COMMIT",
            "BEGIN",
            "INSERT INTO large (v) SELECT REPEAT('r', 900) FROM seq_1_to_500",
            "INSERT INTO t (v) VALUES ('fires, stays in m')",
            "ROLLBACK",
            "UPDATE large SET v = REPEAT('u', 800)",
            "CREATE TABLE made SELECT * FROM large"
        );
        await bench.Source.ShipAsync();
        bench.Options = new ReplayOptions { BatchBytes = 16 * 1024, BufferedTransactionBytes = 64 * 1024 };
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task TheLatest_IsAllThatWasShipped_ToTheLastTransaction()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('of the second of the shipment')");
        await bench.Source.ShipAsync();
        string position = (await bench.Source.AskAsync("SELECT @@gtid_binlog_pos"))!;
        RestorePlan plan = await bench.PlanAsync(RestoreTarget.Latest);
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(plan, target);

        plan.ReplayTo.Gtid.ShouldBe(position);
        plan.Warnings.ShouldBeEmpty();
        plan.LeavesOutFrom!.Value.ShouldBeGreaterThanOrEqualTo(plan.Target);
        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);
        verdict.HeartbeatAt.ShouldBe(plan.Target);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task ASessionThatSetItsTimestamp_DoesNotStopTheRestore()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('before')",
            "SET timestamp = UNIX_TIMESTAMP() + 86400 * 700",
            "INSERT INTO shop.t (v) VALUES ('ahead')",
            "SET timestamp = UNIX_TIMESTAMP() - 86400 * 1400",
            "INSERT INTO shop.t (v) VALUES ('behind')",
            "SET timestamp = DEFAULT",
            "INSERT INTO shop.t (v) VALUES ('after')"
        );
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanAsync(RestoreTarget.Latest);
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(plan, target);

        plan.Warnings.Count.ShouldBe(2);
        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);
        verdict.Warnings.ShouldBe(plan.Warnings);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        (await root.QueryStringsAsync("SELECT v FROM shop.t ORDER BY id", Token))
            .Select(row => row[0])
            .ShouldBe(["before", "ahead", "behind", "after"]);
    }

    [Fact]
    public async Task ASessionThatSetItsTimestampALittleAhead_IsTold_AndWhatItCutsOffCanBeHad()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        // Each session sets the stamps of its commits, so that the real time does not matter. The stamps are of the next seconds.
        long began = long.Parse((await bench.Source.AskAsync("SELECT UNIX_TIMESTAMP() + 1"))!);
        await bench.Source.RunAsync([
            $"SET timestamp = {began}",
            "INSERT INTO shop.t (v) VALUES ('before')",
            $"SET timestamp = {began + 5}",
            "INSERT INTO shop.t (v) VALUES ('ahead')",
            .. Enumerable
                .Range(1, 6)
                .SelectMany(second =>
                    (string[])[$"SET timestamp = {began + second}", $"INSERT INTO shop.t (v) VALUES ('second {second}')"]
                ),
        ]);
        await Wait.UntilAsync(async () => await bench.Source.AskAsync($"SELECT UNIX_TIMESTAMP() > {began + 6}") == "1");
        await bench.Source.ShipAsync();
        RestorePlan cut = await bench.PlanAsync(new RestoreTarget(DateTimeOffset.FromUnixTimeSeconds(began + 4)));

        string warning = cut.Warnings.ShouldHaveSingleItem();
        warning.ShouldStartWith("This restore leaves out commits of 3 different seconds");
        string offered = warning.Split("restore to ")[1].Split(',')[0];
        await bench.ReadCatalogueAsync();
        RestorePlan whole = (
            await new PlanStore(bench.Source.Store, "fern", TimeProvider.System).MakeAsync(
                "whole",
                RestoreTarget.Parse(offered),
                null,
                Token
            )
        ).Plan;
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(whole, target);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        (await root.QueryStringsAsync("SELECT v FROM shop.t ORDER BY id", Token))
            .Select(row => row[0])
            .ShouldBe(["before", "ahead", "second 1", "second 2", "second 3"]);
    }
}
