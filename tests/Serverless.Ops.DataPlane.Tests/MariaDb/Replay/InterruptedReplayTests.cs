using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Replays whose client or server dies, and replays that resume.</summary>
[Slow]
public sealed class InterruptedReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AClientThatIsCutAtAnyMoment_GoesOn_ToExactlyTheSource()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await MixedTraffic.RunAsync(bench.Source, TimeSpan.FromSeconds(1), Token);
        await MixedTraffic.RunHalfRefusedAsync(bench.Source);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        // Small batches give many moments to cut at. The largest transaction with MyISAM fits one packet. The largest one without MyISAM
        // needs several packets.
        bench.Options = new ReplayOptions
        {
            BatchBytes = 16 * 1024,
            BatchTransactions = 10,
            BufferedTransactionBytes = 12 * 1024 * 1024,
        };
        var random = new Random(20261122);

        for (int round = 0; round < 2; round++)
        {
            MariaDbServer target = await bench.StartTargetAsync();
            int cuts = 0;
            while (!await TryReplayAsync(bench, plan, target, CutOf(cuts)))
            {
                cuts++;
            }

            cuts.ShouldBeGreaterThan(5);
            await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
            (_, ReplayVerdict verdict) = await VerifyAsync(bench, plan, target);
            verdict.Reached.Position.ShouldBe(plan.ReplayTo.Position);
        }

        // The first cuts come after a number of transactions, on fast and slow machines alike. Later cuts come at a random time.
        Action<CancellationTokenSource, int> CutOf(int cuts)
        {
            int transactions = random.Next(3, 15);
            var time = TimeSpan.FromMilliseconds(random.Next(1, 60));
            return (cut, done) =>
            {
                if (cuts < 6 && done == transactions)
                {
                    cut.Cancel();
                }
                else if (cuts >= 6 && done == 1)
                {
                    cut.CancelAfter(time);
                }
            };
        }
    }

    [Fact]
    public async Task AClientThatIsCut_WithinAStatementThatFailedOnTheSource_GoesOn_ToExactlyTheSource()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await MixedTraffic.RunHalfRefusedAsync(bench.Source);
        await bench.Source.RunAsync("CREATE TABLE shop.after_it (a INT)");
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        using var relay = StallingRelay.AfterStatement(target.Socket, Convert.ToHexStringLower("never_was"u8));
        Task<ReplayReport> first = new BinlogReplayer(
            bench.Source.Store,
            new MariaDbEndpoint(null, "127.0.0.1", relay.Port),
            ShippingBench.Root,
            bench.Options,
            NoProgress.Instance
        ).ReplayAsync(plan, ReplayBench.KeyOf(plan), Token);
        (await Task.WhenAny(relay.Stalled, first)).ShouldBe(relay.Stalled, "the replay reaches that statement");
        relay.Dispose();
        await Should.ThrowAsync<TransientException>(() => first);

        (await bench.ReplayAsync(plan, target)).ResumedFrom.ShouldNotBeNull();
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Theory]
    [InlineData("OPTIMIZE TABLE shop.m")]
    [InlineData("/* nightly */ analyze table shop.m")]
    [InlineData("REPAIR TABLE shop.m")]
    [InlineData("SET STATEMENT max_statement_time=60 FOR OPTIMIZE TABLE shop.m")]
    public async Task AClientThatIsCut_WithinTheMaintenanceOfATable_GoesOn(string statement)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        MariaDbServer target = await bench.BackUpAndImportAsync();
        await bench.Source.RunAsync(statement);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        using var relay = StallingRelay.AfterStatement(target.Socket, Convert.ToHexStringLower(Encoding.ASCII.GetBytes(statement)));

        // The statement waits for the table until its client is gone. So the server cannot send the statement's result.
        await using (
            MariaDbConnection holder = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token)
        )
        {
            await holder.ExecuteAsync("LOCK TABLES shop.m WRITE", Token);
            Task<ReplayReport> first = new BinlogReplayer(
                bench.Source.Store,
                new MariaDbEndpoint(null, "127.0.0.1", relay.Port),
                ShippingBench.Root,
                bench.Options,
                NoProgress.Instance
            ).ReplayAsync(plan, ReplayBench.KeyOf(plan), Token);
            (await Task.WhenAny(relay.Stalled, first)).ShouldBe(relay.Stalled, "the replay reaches that statement");
            relay.Dispose();
            await Should.ThrowAsync<TransientException>(() => first);
        }

        await bench.ReplayAsync(plan, target);
        (await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token)).Verdict.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task AServerThatIsKilled_GoesOnExactly_OrSaysThatItIsInDoubt()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("CREATE TABLE shop.busy (id INT PRIMARY KEY, v VARCHAR(2000))");
        await bench.Source.RunAsync([
            .. Enumerable
                .Range(0, 400)
                .Select(i =>
                    i % 40 == 39 ? $"INSERT INTO shop.m (v) VALUES ('{i}')" : $"INSERT INTO shop.busy VALUES ({i}, REPEAT('v', 1500))"
                ),
        ]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        bench.Options = new ReplayOptions { BatchBytes = 4 * 1024, BatchTransactions = 3 };
        MariaDbServer target = await bench.StartTargetAsync("innodb-flush-log-at-trx-commit=1");

        using var relay = StallingRelay.AfterBytesOfClients(target.Socket, 200_000);
        Task<ReplayReport> first = new BinlogReplayer(
            bench.Source.Store,
            new MariaDbEndpoint(null, "127.0.0.1", relay.Port),
            ShippingBench.Root,
            bench.Options,
            NoProgress.Instance
        ).ReplayAsync(plan, ReplayBench.KeyOf(plan), Token);
        (await Task.WhenAny(relay.Stalled, first)).ShouldBe(relay.Stalled, "the replay has more to send");
        target = await bench.KillAndRestartAsync(target);
        relay.Dispose();
        await Should.ThrowAsync<TransientException>(() => first);

        try
        {
            ReplayReport second = await bench.ReplayAsync(plan, target);
            second.ResumedFrom.ShouldNotBeNull();
            await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        }
        catch (ReplayInDoubtException doubt)
        {
            doubt.NextStep.ShouldContain("fresh instance");
        }
    }

    [Fact]
    public async Task AChangeThatNoTransactionCovers_LeftUnderWay_IsInDoubt_AndNothingIsWritten()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("UPDATE serverless_ops_restore.replay_cursor SET state='applying', position=position-1", Token);

        (await Should.ThrowAsync<ReplayInDoubtException>(() => bench.ReplayAsync(plan, target))).Message.ShouldContain("mysql-bin.000001");
        (await Should.ThrowAsync<ReplayStoppedShortException>(() => VerifyAsync(bench, plan, target))).Message.ShouldContain(
            "in the middle of a change"
        );
    }

    [Fact]
    public async Task Verify_AssertsCursorGtidAndHeartbeat()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        (await Should.ThrowAsync<ReplayStoppedShortException>(() => VerifyAsync(bench, plan, target))).Message.ShouldContain(
            "nothing was replayed"
        );
        await bench.ReplayAsync(plan, target);

        (string key, ReplayVerdict verdict) = await VerifyAsync(bench, plan, target);
        key.ShouldBe("restores/fern/verify/replay-report.json");
        (await bench.Source.Store.FindAsync(key, Token)).ShouldNotBeNull();
        verdict.HeartbeatAt.ShouldBe((await bench.Source.ReadChainsAsync())[0].ShippedThrough);

        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("UPDATE serverless_ops.heartbeat SET at = at - INTERVAL 1 MICROSECOND", Token);
        (await Should.ThrowAsync<ReplayStoppedShortException>(() => VerifyAsync(bench, plan, target))).Message.ShouldContain("heartbeat");
        await root.ExecuteAsync("UPDATE serverless_ops.heartbeat SET at = at + INTERVAL 1 MICROSECOND", Token);
        await root.ExecuteAsync("UPDATE serverless_ops_restore.replay_cursor SET gtid = '0-1-1'", Token);
        (await Should.ThrowAsync<ReplayStoppedShortException>(() => VerifyAsync(bench, plan, target))).Message.ShouldContain("0-1-1");
        await Should.ThrowAsync<OtherPlanOnTargetException>(() => bench.ReplayAsync(plan with { RunId = "another" }, target));
    }

    [Fact]
    public async Task BeforeAnyWrite_AMissingGrantIsNamed()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("CREATE USER weak@localhost IDENTIFIED BY 'weak'", Token);
        await root.ExecuteAsync("GRANT ALL PRIVILEGES ON *.* TO weak@localhost WITH GRANT OPTION", Token);
        await root.ExecuteAsync("REVOKE BINLOG REPLAY ON *.* FROM weak@localhost", Token);
        var replayer = new BinlogReplayer(
            bench.Source.Store,
            ReplayBench.EndpointOf(target),
            new MariaDbAccount("weak", new("weak")),
            new ReplayOptions(),
            NoProgress.Instance
        );

        RestorePlan plan = await bench.PlanToEndAsync();
        (await Should.ThrowAsync<MissingGrantException>(() => replayer.ReplayAsync(plan, "plans/x", Token))).Message.ShouldContain(
            "BINLOG REPLAY"
        );
    }

    [Fact]
    public async Task BeforeAnyWrite_DamageAndWhatCannotBeReplayed_AreFound()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        await bench.Source.RunAsync(
            "XA START 'x'",
            "INSERT INTO shop.t (v) VALUES ('xa')",
            "XA END 'x'",
            "XA PREPARE 'x'",
            "XA COMMIT 'x'"
        );
        await bench.Source.ShipAsync();
        bench.IsShippedByOlderVersion = true;
        RestorePlan withXa = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        (await Should.ThrowAsync<UnreplayableChangeException>(() => bench.ReplayAsync(withXa, target))).Message.ShouldContain(
            "an XA transaction"
        );
        PlannedSegment first = plan.Segments[0];
        await Should.ThrowAsync<SegmentDamagedException>(() =>
            bench.ReplayAsync(plan with { Segments = [first with { Sha256 = new string('0', 64) }] }, target)
        );
        await Should.ThrowAsync<SegmentDamagedException>(() =>
            bench.ReplayAsync(plan with { Segments = [first with { SegmentTo = first.SegmentTo + 5 }] }, target)
        );
        await Should.ThrowAsync<SegmentDamagedException>(() =>
            bench.ReplayAsync(plan with { Segments = [first, first with { File = "mysql-bin.000007" }] }, target)
        );
        await ReplayBench.ShouldBeUntouchedAsync(target);
    }

    // True when the replay finished; false when it was cut.
    private static async Task<bool> TryReplayAsync(
        ReplayBench bench,
        RestorePlan plan,
        MariaDbServer target,
        Action<CancellationTokenSource, int> cutting
    )
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new CuttingProgress(done => cutting(cut, done));
        try
        {
            await new BinlogReplayer(
                bench.Source.Store,
                ReplayBench.EndpointOf(target),
                ShippingBench.Root,
                bench.Options,
                progress
            ).ReplayAsync(plan, ReplayBench.KeyOf(plan), cut.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Task<(string Key, ReplayVerdict Verdict)> VerifyAsync(ReplayBench bench, RestorePlan plan, MariaDbServer target) =>
        bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), "verify", Token);

    /// <summary>Counts transactions of the replay, not of the check before.</summary>
    private sealed class CuttingProgress(Action<int> act) : IProgressSink
    {
        private int transactions;

        public void Report(string phase, long done, long total, string unit)
        {
            if (phase == "replay")
            {
                act(++transactions);
            }
        }
    }
}
