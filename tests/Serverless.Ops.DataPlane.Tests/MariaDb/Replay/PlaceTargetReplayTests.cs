using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Restores to places in a real log, and compares the results with those of mariadb-binlog.</summary>
[Slow]
public sealed class PlaceTargetReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_ToPositionsAndGtids_EqualsMariaDbBinlog()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await MixedTraffic.RunAsync(bench.Source, TimeSpan.FromSeconds(1), Token);
        await bench.Source.RunAsync("SET GLOBAL log_bin_compress=ON, GLOBAL log_bin_compress_min_len=10");
        await bench.Source.ShipAsync();
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('the last good one')");
        Gtid good = await LastGtidAsync(bench);
        await bench.Source.RunAsync("DELETE FROM shop.t");
        Gtid bad = await LastGtidAsync(bench);
        await bench.Source.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('after')",
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('in the next file')"
        );
        await bench.Source.ShipAsync();
        await StoreCatalogueAsync(bench);

        RestorePlan with = await PlanAsync(bench, $"{good}");
        RestorePlan without = await PlanAsync(bench, $"before:{bad}");
        RestorePlan to = await PlanAsync(bench, $"{with.ReplayTo.File}:{with.ReplayTo.Position}");
        without.ReplayTo.ShouldBe(with.ReplayTo);
        to.ReplayTo.ShouldBe(with.ReplayTo);
        GtidPosition.Parse(with.ReplayTo.Gtid).LastOf(good.Domain).ShouldBe(good);

        foreach (RestorePlan plan in (RestorePlan[])[with, await PlanAsync(bench, $"{bad}"), await PlanAsync(bench, $"before:{good}")])
        {
            MariaDbServer ours = await bench.StartTargetAsync();
            MariaDbServer theirs = await bench.StartTargetAsync();
            (await bench.ReplayAsync(plan, ours)).To.ShouldBe(plan.ReplayTo);
            await bench.ReplayByMariaDbBinlogAsync(plan, theirs);
            await ReplayBench.ShouldBeEqualAsync(ours, theirs);
            (await VerifyAsync(bench, plan, ours)).Reached.ShouldBe(plan.ReplayTo);
        }
    }

    [Fact]
    public async Task Plan_ToEveryTransactionOfARealLog_IsWhereTheServerSaysThatItStands()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync([
            .. Enumerable
                .Range(0, 60)
                .SelectMany(i =>
                    (string[])
                        [
                            $"INSERT INTO shop.t (v) VALUES (REPEAT('{i % 10}', 3000))",
                            $"INSERT INTO shop.m (v) VALUES ('{i}')",
                            i % 20 == 7 ? $"CREATE TABLE shop.made_{i} (a INT) SELECT {i} AS a" : "DO 0",
                            i % 25 == 24 ? "FLUSH BINARY LOGS" : "DO 0",
                        ]
                ),
        ]);
        await bench.Source.ShipAsync();
        await StoreCatalogueAsync(bench);
        var events = new List<ShownEvent>();
        foreach (string file in (await bench.Source.ReadChainsAsync())[0].Segments.Select(segment => segment.Entry.File).Distinct())
        {
            events.AddRange(await ShowEventsAsync(bench, file));
        }

        int seen = 0;
        for (int i = 0; i < events.Count; i++)
        {
            ShownEvent begin = events[i];
            if (begin.Type != "Gtid")
            {
                continue;
            }

            // "BEGIN GTID 0-1-5 cid=3" or "GTID 0-1-5"
            string gtid = begin.Info.Split(' ').SkipWhile(word => word != "GTID").ElementAt(1);
            ShownEvent last = events
                .Skip(i + 1)
                .TakeWhile(next => next.Type is not ("Gtid" or "Rotate" or "Stop" or "Binlog_checkpoint"))
                .Last();
            BinlogCoordinates end = (await PlanAsync(bench, gtid)).ReplayTo;
            BinlogCoordinates start = (await PlanAsync(bench, $"before:{gtid}")).ReplayTo;
            (end.File, end.Position).ShouldBe((begin.File, last.End));
            (start.File, start.Position).ShouldBe((begin.File, begin.From));
            (await PlanAsync(bench, $"{end.File}:{end.Position}")).ReplayTo.ShouldBe(end);
            PositionWithinTransactionException within = await Should.ThrowAsync<PositionWithinTransactionException>(() =>
                PlanAsync(bench, $"{begin.File}:{begin.End}")
            );
            within.Message.ShouldContain($"within transaction {gtid}, which stands from {begin.From} to {last.End}");
            seen++;
        }

        seen.ShouldBeGreaterThan(120);
    }

    [Fact]
    public async Task Plan_OfAPlaceInADamagedSegment_IsRefused()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('one')");
        Gtid gtid = await LastGtidAsync(bench);
        await bench.Source.ShipAsync();
        await StoreCatalogueAsync(bench);
        ChainSegment segment = (await bench.Source.ReadChainsAsync())[0].Segments[0];
        BinlogManifest manifest = (await bench.Source.ReadCatalogueAsync()).BinlogSets[0];
        string key = StoreKeys.Manifest(Job.Binlog, manifest.SetId);
        await bench.Source.Store.PutJsonAsync(
            key,
            manifest with
            {
                Segments = [manifest.Segments[0] with { Sha256 = new string('0', 64) }, .. manifest.Segments.Skip(1)],
            },
            ManifestJson.Default.BinlogManifest,
            WriteCondition.None,
            Token
        );

        (await Should.ThrowAsync<SegmentDamagedException>(() => PlanAsync(bench, $"{gtid}"))).Message.ShouldContain(segment.Key);
    }

    [Fact]
    public async Task Verify_HoldsTheReachedGtidAgainstWhatWasAskedFor()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('one')");
        Gtid gtid = await LastGtidAsync(bench);
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('two')");
        await bench.Source.ShipAsync();
        await StoreCatalogueAsync(bench);
        RestorePlan plan = await PlanAsync(bench, $"{gtid}");
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);

        ReplayVerdict verdict = await VerifyAsync(bench, plan, target);

        verdict.HeartbeatAt.ShouldBeNull(); // the only heartbeat is behind the end
        await Should.ThrowAsync<ReplayStoppedShortException>(() => VerifyAsync(bench, plan with { Asked = $"before:{gtid}" }, target));
    }

    [Fact]
    public async Task Replay_ToTheHeartbeatItself_IsNotBeforeIt()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        await StoreCatalogueAsync(bench);
        BinlogCoordinates end = (await bench.Source.ReadChainsAsync())[0].To;
        RestorePlan plan = await PlanAsync(bench, GtidPosition.Parse(end.Gtid).LastOf(0)!.Value.ToString());
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);

        ReplayVerdict verdict = await VerifyAsync(bench, plan, target);

        verdict.HeartbeatAt.ShouldNotBeNull();
        verdict.HeartbeatToTarget.ShouldBe(TimeSpan.Zero);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task Replay_ToTheSnapshotsOwnSecond_BeforeEveryHeartbeat_ReplaysNothing_AndIsVerified()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        DatabaseManifest set = (await bench.ReadCatalogueAsync()).DatabaseSets[0];
        RestorePlan plan = await bench.PlanAsync(new RestoreTarget(set.SnapshotAt));
        MariaDbServer target = await bench.StartTargetAsync();

        ReplayReport report = await bench.ReplayAsync(plan, target);
        ReplayVerdict verdict = await VerifyAsync(bench, plan, target);

        (report.Transactions, report.To).ShouldBe((0, plan.ReplayTo));
        (verdict.Reached, verdict.HeartbeatAt, verdict.HeartbeatToTarget).ShouldBe((plan.ReplayTo, null, null));
    }

    [Fact]
    public async Task Replay_BeforeAnXaTransaction_CanBeHadByItsPlace_AsThePlansErrorSays()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('before')",
            "XA START 'x'",
            "INSERT INTO shop.t (v) VALUES ('xa')",
            "XA END 'x'",
            "XA PREPARE 'x'",
            "XA COMMIT 'x'"
        );
        await bench.Source.ShipAsync();
        await StoreCatalogueAsync(bench);
        MariaDbServer target = await bench.StartTargetAsync();

        UnreplayableChangeException error = await Should.ThrowAsync<UnreplayableChangeException>(() => PlanAsync(bench, "latest"));

        error.Message.ShouldContain("an XA transaction");
        string offered = error.NextStep.Split('\'')[1];
        await bench.ReplayAsync(await PlanAsync(bench, offered), target);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        (await root.QueryStringsAsync("SELECT v FROM shop.t", Token)).ShouldHaveSingleItem()[0].ShouldBe("before");
    }

    private static async Task<Gtid> LastGtidAsync(ReplayBench bench) =>
        GtidPosition.Parse((await bench.Source.AskAsync("SELECT @@gtid_binlog_pos"))!).LastOf(0)!.Value;

    // Planning for a place reads the store, so the bench's database set has to be in it.
    private static async Task StoreCatalogueAsync(ReplayBench bench)
    {
        DatabaseManifest set = (await bench.ReadCatalogueAsync()).DatabaseSets[0];
        await bench.Source.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, set.SetId),
            set,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Token
        );
    }

    private static async Task<RestorePlan> PlanAsync(ReplayBench bench, string target) =>
        (
            await new PlanStore(bench.Source.Store, "fern", TimeProvider.System).MakeAsync(
                $"run-{Guid.NewGuid():n}",
                RestoreTarget.Parse(target),
                null,
                Token
            )
        ).Plan;

    private static async Task<ReplayVerdict> VerifyAsync(ReplayBench bench, RestorePlan plan, MariaDbServer target) =>
        (await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token)).Verdict;

    private static async Task<IEnumerable<ShownEvent>> ShowEventsAsync(ReplayBench bench, string file)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(bench.Source.Endpoint, ShippingBench.Root, Token);
        return (await root.QueryStringsAsync($"SHOW BINLOG EVENTS IN '{file}'", Token)).Select(row => new ShownEvent(
            row[0]!,
            long.Parse(row[1]!, CultureInfo.InvariantCulture),
            row[2]!,
            long.Parse(row[4]!, CultureInfo.InvariantCulture),
            row[5]!
        ));
    }

    private sealed record ShownEvent(string File, long From, string Type, long End, string Info);
}
