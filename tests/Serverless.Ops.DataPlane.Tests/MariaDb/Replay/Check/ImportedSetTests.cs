using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay.Check;

/// <summary>Checks of the imported set before a replay, and of the note that a replay began.</summary>
[Slow]
public sealed class ImportedSetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATargetWithNoSet_AnotherSet_OrHalfASet_IsRefused_ByReplayAndByItsVerification()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartEmptyTargetAsync();
        await ShouldBeRefusedAsync(bench, plan, target, "no import");

        DatabaseManifest set = (await bench.ReadCatalogueAsync()).DatabaseSets[0] with { SetId = "20190101T000000Z-00000000" };
        await bench.Source.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, set.SetId),
            set,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Token
        );
        await bench.ImportAsync(target, set.SetId);
        await ShouldBeRefusedAsync(bench, plan, target, $"a finished import of {set.SetId}");
        await ReplayBench.ShouldBeUntouchedAsync(target);

        MariaDbServer half = await bench.StartTargetAsync();
        await RunAsync(half, "UPDATE serverless_ops_restore.import SET result = NULL");
        await ShouldBeRefusedAsync(bench, plan, half, $"an unfinished import of {plan.DatabaseSetId}");
        await ReplayBench.ShouldBeUntouchedAsync(half);
    }

    [Fact]
    public async Task ACursorThatIsLost_NeverStartsTheReplayOver()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("INSERT INTO shop.m (v) VALUES ('once')");
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);
        foreach (
            string loss in (string[])["DELETE FROM serverless_ops_restore.replay_cursor", "DROP TABLE serverless_ops_restore.replay_cursor"]
        )
        {
            await RunAsync(target, loss);

            (await Should.ThrowAsync<CursorLostException>(() => bench.ReplayAsync(plan, target))).Message.ShouldContain(
                $"a replay of plan '{ReplayBench.KeyOf(plan)}' began"
            );
            await Should.ThrowAsync<CursorLostException>(() => VerifyAsync(bench, plan, target));
        }

        await RunAsync(target, "DROP DATABASE serverless_ops_restore");
        await ShouldBeRefusedAsync(bench, plan, target, "no import");
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        (await root.QueryStringsAsync("SELECT COUNT(*) FROM shop.m", Token))[0][0].ShouldBe("1");
    }

    [Fact]
    public async Task ACursorOfAnEarlierImport_IsNotGoneOnFrom()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);
        await RunAsync(
            target,
            "DROP DATABASE shop",
            "DROP DATABASE serverless_ops",
            "DROP USER ops_ship@localhost",
            "DELETE FROM serverless_ops_restore.import"
        );
        await bench.ImportAsync(target, plan.DatabaseSetId, "again");

        (await Should.ThrowAsync<CursorLostException>(() => bench.ReplayAsync(plan, target))).Message.ShouldContain(
            "no replay began on it, and the cursor is of plan"
        );
    }

    private static async Task ShouldBeRefusedAsync(ReplayBench bench, RestorePlan plan, MariaDbServer target, string found)
    {
        SetNotImportedException error = await Should.ThrowAsync<SetNotImportedException>(() => bench.ReplayAsync(plan, target));
        error.Message.ShouldContain(found);
        error.Message.ShouldContain(plan.DatabaseSetId);
        await Should.ThrowAsync<SetNotImportedException>(() => VerifyAsync(bench, plan, target));
    }

    private static Task<(string Key, ReplayVerdict Verdict)> VerifyAsync(ReplayBench bench, RestorePlan plan, MariaDbServer target) =>
        bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);

    private static async Task RunAsync(MariaDbServer server, params string[] statements)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(server), ShippingBench.Root, Token);
        foreach (string statement in statements)
        {
            await root.ExecuteAsync(statement, Token);
        }
    }
}
