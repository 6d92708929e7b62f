using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Restores across a place where a crash tore the source's log.</summary>
public sealed class TornLogReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(31)]
    [InlineData(20_000)]
    public async Task ARestoreAcrossATornPlace_EqualsTheSource_AndSaysSo(int cut)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync("innodb-flush-log-at-timeout=2700");
        await bench.Source.RunAsync("INSERT INTO shop.t (v) VALUES ('before')");
        await bench.Source.ShipAsync();
        // The lost GTID has its own domain. Otherwise a later commit would hide the error of counting that GTID.
        await bench.Source.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('whole')",
            "SET gtid_domain_id=7",
            "INSERT INTO shop.t (v) VALUES (REPEAT('x', 50000))"
        );
        await bench.Source.CrashAsync("mysql-bin.000001", whole => whole - cut);
        (await bench.Source.AskAsync("SELECT GROUP_CONCAT(v ORDER BY id) FROM shop.t")).ShouldBe("before,whole");
        await bench.Source.ShipAsync();

        // The heartbeat is the first and only commit behind the torn place.
        RestorePlan toFirst = await bench.PlanAsync(RestoreTarget.Latest, "to-first");
        toFirst.ReplayTo.File.ShouldBe("mysql-bin.000002");
        await RestoreAsync(toFirst);
        await bench.Source.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('after')",
            "FLUSH BINARY LOGS",
            "CREATE TABLE shop.made (id INT PRIMARY KEY)"
        );
        await bench.Source.ShipAsync();
        MariaDbServer target = await RestoreAsync(await bench.PlanToEndAsync());
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        long[] head = await HeadOfAsync(bench.Source, "mysql-bin.000002");
        foreach (
            string place in (string[])
                ["mysql-bin.000002:4", $"mysql-bin.000002:{head[0]}", $"mysql-bin.000002:{head[1]}", "mysql-bin.000003:4"]
        )
        {
            await RestoreAsync(await PlanToPlaceAsync(bench, place));
        }

        SegmentEntry torn = (await bench.Source.ReadChainsAsync())[0].Segments.Single(segment => segment.Entry.Torn is not null).Entry;
        (await PlanToPlaceAsync(bench, $"{torn.File}:{torn.To}")).Warnings.ShouldBeEmpty();

        async Task<MariaDbServer> RestoreAsync(RestorePlan plan)
        {
            MariaDbServer restored = await bench.StartTargetAsync();
            await bench.ReplayAsync(plan, restored);
            (_, ReplayVerdict verdict) = await bench.VerifierOf(restored).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);
            verdict.Warnings.ShouldHaveSingleItem().ShouldContain("tore mysql-bin.000001");
            return restored;
        }
    }

    // Returns the ends of a file's Format_description and Gtid_list events.
    private static async Task<long[]> HeadOfAsync(ShippingBench source, string file)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(source.Endpoint, ShippingBench.Root, Token);
        return
        [
            .. (await root.QueryStringsAsync($"SHOW BINLOG EVENTS IN '{file}' LIMIT 2", Token)).Select(row =>
                long.Parse(row[4]!, CultureInfo.InvariantCulture)
            ),
        ];
    }

    private static async Task<RestorePlan> PlanToPlaceAsync(ReplayBench bench, string place)
    {
        BackupCatalogue catalogue = await bench.ReadCatalogueAsync();
        var request = new RestoreRequest("to-place", "fern", RestoreTarget.Parse(place), TimeSpan.FromMinutes(15));
        FoundPlace found = await new PlaceReader(bench.Source.Store).FindAsync(RestorePlanner.Search(catalogue, request)!, Token);
        return RestorePlanner.Plan(catalogue, request with { Found = found }, TimeProvider.System.GetUtcNow());
    }
}
