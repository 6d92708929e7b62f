using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Shipping and restores of a real source whose clock was ahead and is right again.</summary>
public sealed class MovedClockReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AClockThatWasADayAhead_IsTold_AndRightSecondsAndTheLatestAreRestored()
    {
        using var clock = FakeClock.Create();
        await using var bench = new ReplayBench(await ShippingBench.StartAsync(clock));
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('right')");
        (await bench.Source.ShipAsync()).Warnings.ShouldBeEmpty();
        clock.Set(TimeSpan.FromDays(1));
        long falseSecond = long.Parse((await bench.Source.AskAsync("SELECT UNIX_TIMESTAMP()"))!);
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('a day ahead')");
        (await bench.Source.ShipAsync()).Warnings.ShouldHaveSingleItem().ShouldContain("One of the two clocks is wrong.");
        string moved = (await bench.Source.AskAsync("SELECT @@gtid_binlog_pos"))!;
        clock.Set(TimeSpan.Zero);
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('right again')");
        long second = long.Parse((await bench.Source.AskAsync("SELECT UNIX_TIMESTAMP() + 1"))!);
        clock.Set(TimeSpan.FromSeconds(2));
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('after T')");

        string warning = (await bench.Source.ShipAsync()).Warnings.ShouldHaveSingleItem();

        warning.ShouldStartWith("The source's clock was moved back.");
        warning.ShouldContain($"({moved})");
        var target = new RestoreTarget(DateTimeOffset.FromUnixTimeSeconds(second));
        (await RowsAsync(bench, await bench.PlanAsync(target))).ShouldBe(["right", "a day ahead", "right again"]);
        RestorePlan latest = await bench.PlanAsync(RestoreTarget.Latest);
        latest.ReplayTo.Gtid.ShouldBe(await bench.Source.AskAsync("SELECT @@gtid_binlog_pos"));
        (await RowsAsync(bench, latest)).ShouldBe(["right", "a day ahead", "right again", "after T"]);
        var ahead = new RestoreTarget(DateTimeOffset.FromUnixTimeSeconds(falseSecond));
        await Should.ThrowAsync<TargetOnlyBeforeClockMovedBackException>(() => bench.PlanAsync(ahead));

        // A set taken now, and the log after it, have right time only.
        BackupCatalogue before = await bench.ReadCatalogueAsync();
        DatabaseManifest full = await SetOfNowAsync(bench, before.DatabaseSets[0]);
        clock.Set(TimeSpan.FromSeconds(4));
        (await bench.Source.ShipAsync()).Warnings.ShouldBeEmpty();
        BackupCatalogue healed = (await bench.ReadCatalogueAsync()) with { DatabaseSets = [.. before.DatabaseSets, full] };
        foreach (RestoreTarget of in (RestoreTarget[])[RestoreTarget.Latest, new(WholeSecond.Floor(full.SnapshotAt).AddSeconds(1))])
        {
            RestorePlan plan = RestorePlanner.Plan(
                healed,
                new RestoreRequest("healed", "fern", of, TimeSpan.FromMinutes(15)),
                TimeProvider.System.GetUtcNow().AddMinutes(1)
            );
            plan.DatabaseSetId.ShouldBe(full.SetId);
            plan.Warnings.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task AClockThatIsMovedBackDuringAShipment_EndsIt_AndTheNextShipmentHasItAll()
    {
        using var clock = FakeClock.Create();
        await using ShippingBench bench = await ShippingBench.StartAsync(clock);
        await bench.ShipAsync();
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES ('x')");
        var store = new PausingStore(bench.Store);
        Task<ShipReport> shipment = bench.NewShipper(store).ShipAsync("moved", "fern", Token);
        await store.Reached;
        clock.Set(TimeSpan.FromHours(-1));
        store.Resume();

        await Should.ThrowAsync<SourceClockMovedBackException>(() => shipment);
        (await bench.ShipAsync()).Warnings.ShouldContain(text => text.StartsWith("The source's clock was moved back."));
        LogChain chain = (await bench.ReadChainsAsync()).ShouldHaveSingleItem();
        chain.To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
        chain.ShippedThrough.ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddMinutes(-50));
    }

    [Fact]
    public async Task ASetThatWasTakenWhileTheClockWasAhead_ShowsThatItWasMovedBack()
    {
        using var clock = FakeClock.Create();
        await using var bench = new ReplayBench(await ShippingBench.StartAsync(clock));
        await bench.Source.ShipAsync();
        clock.Set(TimeSpan.FromDays(1));
        DatabaseManifest set = await SetOfNowAsync(bench, (await bench.ReadCatalogueAsync()).DatabaseSets[0]);
        await bench.Source.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, set.SetId),
            set,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.IfAbsent,
            Token
        );
        clock.Set(TimeSpan.Zero);

        (await bench.Source.ShipAsync()).Warnings.ShouldHaveSingleItem().ShouldStartWith("The source's clock was moved back.");
    }

    private static async Task<string?[]> RowsAsync(ReplayBench bench, RestorePlan plan)
    {
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        return [.. (await root.QueryStringsAsync("SELECT v FROM shop.t ORDER BY id", Token)).Select(row => row[0])];
    }

    private static async Task<DatabaseManifest> SetOfNowAsync(ReplayBench bench, DatabaseManifest like)
    {
        string?[] place = (await bench.Source.AskAsync("SELECT CONCAT_WS('|', @@gtid_binlog_pos, UNIX_TIMESTAMP(NOW(6)))"))!.Split('|');
        return like with
        {
            SetId = "20200102T000000Z-00000000",
            SnapshotAt = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(place[1]!, System.Globalization.CultureInfo.InvariantCulture)),
            Coordinates = new BinlogCoordinates("mysql-bin.000001", bench.Source.ReadServersFile("mysql-bin.000001").Length, place[0]!),
        };
    }
}
