using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.Catalogue;

/// <summary>Somebody exchanges, copies or damages manifests in the store of a real source. No restore comes out different.</summary>
[Slow]
public sealed class ReplacedManifestTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string State = "SELECT GROUP_CONCAT(CONCAT(id, ':', v) ORDER BY id) FROM shop.t";
    private readonly WholeChain chain = new(servers.Source, servers.Target);
    private int plans;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IObjectStore Store => chain.Round.Store;

    public void Dispose() => chain.Dispose();

    [Fact]
    public async Task Manifests_ThatWereExchanged_AreRefusedByName_AndShippingGoesOn()
    {
        (DatabaseManifest first, DatabaseManifest second) = await BackUpTwiceAsync();
        RestorePlan plan = (await PlanLatestAsync()).Plan;
        plan.DatabaseSetId.ShouldBe(second.SetId);
        byte[] one = await ReadAsync(first),
            two = await ReadAsync(second);

        await PutAsync(first, two);
        await PutAsync(second, one);

        (await Should.ThrowAsync<NoBackupSetBeforeTargetException>(PlanLatestAsync)).WhatHappened.ShouldEndWith(
            MayBeTheReason(KeyOf(first), KeyOf(second))
        );
        MisplacedObjectException error = await Should.ThrowAsync<MisplacedObjectException>(() => ImportAsync(plan));
        error.WhatHappened.ShouldBe(
            $"Object '{KeyOf(second)}' holds the manifest of set {first.SetId}, which does not belong under this key. "
                + "Somebody copied or moved it."
        );
        error.NextStep.ShouldContain($"to its own key '{KeyOf(first)}'");
        ShipReport shipped = await chain.ShipAsync();
        shipped.Warnings.Count.ShouldBe(2);
        shipped.Warnings.ShouldContain(warning =>
            warning.StartsWith($"Object '{KeyOf(first)}' holds the manifest of set {second.SetId}", StringComparison.Ordinal)
        );

        await PutAsync(first, one);
        await PutAsync(second, two);
        (await PlanLatestAsync()).Plan.DatabaseSetId.ShouldBe(second.SetId);
    }

    [Fact]
    public async Task Manifest_ThatWasCopiedOverAnother_CostsOnlyThatSet()
    {
        (DatabaseManifest first, DatabaseManifest second) = await BackUpTwiceAsync();
        await PutAsync(second, await ReadAsync(first));

        (string key, RestorePlan plan) = await PlanLatestAsync();

        plan.DatabaseSetId.ShouldBe(first.SetId);
        plan.Warnings.ShouldContain(warning => warning.StartsWith($"Object '{KeyOf(second)}' holds the", StringComparison.Ordinal));
        await RestoreAsync(key, plan);
        (await servers.Target.ScalarAsync(State, Token)).ShouldBe(await servers.Source.ScalarAsync(State, Token));
    }

    [Fact]
    public async Task Manifest_ThatIsNotThatOfThePlan_IsRefusedByEveryJobThatReadsIt()
    {
        (_, DatabaseManifest second) = await BackUpTwiceAsync();
        (string key, RestorePlan plan) = await PlanLatestAsync();
        plan.Manifests!.Select(manifest => manifest.Key)
            .ShouldBe(
                (await ReadCatalogueAsync())
                    .BinlogSets.Select(set => StoreKeys.Manifest(Job.Binlog, set.SetId))
                    .Where(manifest => plan.Segments.Any(segment => segment.Key.StartsWith(manifest[..^13], StringComparison.Ordinal)))
                    .Prepend(KeyOf(second))
            );
        byte[] before = await ReadAsync(second);
        await RestoreAsync(key, plan);
        await Store.PutJsonAsync(
            KeyOf(second),
            second with
            {
                Tables = [.. second.Tables.Select(table => table with { Rows = table.Rows + 1 })],
            },
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Token
        );

        foreach (
            Func<Task> job in (Func<Task>[])
                [
                    () => ImportAsync(plan),
                    () => chain.ReplayAsync(key, plan),
                    () => chain.VerifyReplayAsync(key, plan),
                    () => ImportAsync(plan with { Manifests = null }),
                ]
        )
        {
            (await Should.ThrowAsync<ManifestChangedException>(job)).WhatHappened.ShouldStartWith(
                $"The manifest of database set {second.SetId} is not the one that the plan was made from: its SHA-256 is "
            );
        }

        await PutAsync(second, before);
        await chain.VerifyReplayAsync(key, plan);
    }

    [Fact]
    public async Task BinlogManifest_ThatIsDamaged_LeavesATypedGap_AndTheLastOneIsShippedAgain()
    {
        (_, DatabaseManifest second) = await BackUpTwiceAsync();
        await ChangeAsync(500);
        ShipReport middle = await chain.ShipAsync();
        await ChangeAsync(500);
        ShipReport last = await chain.ShipAsync();

        await Store.PutBytesAsync(StoreKeys.Manifest(Job.Binlog, last.SetId), "?"u8.ToArray(), WriteCondition.None, Token);
        (await PlanLatestAsync()).Plan.ReplayTo.ShouldBe(middle.To);
        ShipReport again = await chain.ShipAsync();
        again.From.ShouldBe(middle.To);
        again.Warnings.ShouldHaveSingleItem().ShouldContain(last.SetId);
        (string key, RestorePlan plan) = await PlanLatestAsync();
        plan.ReplayTo.ShouldBe(again.To);
        await RestoreAsync(key, plan);
        (await servers.Target.ScalarAsync(State, Token)).ShouldBe(await servers.Source.ScalarAsync(State, Token));

        string damaged = StoreKeys.Manifest(Job.Binlog, middle.SetId);
        await Store.PutBytesAsync(damaged, "?"u8.ToArray(), WriteCondition.None, Token);
        var inLast = new RestoreTarget(null, new PositionTarget(again.To.File, again.To.Position));
        (await Should.ThrowAsync<GapBeforeTargetException>(() => PlanAsync(inLast))).WhatHappened.ShouldEndWith(
            MayBeTheReason(damaged, StoreKeys.Manifest(Job.Binlog, last.SetId))
        );
        RestorePlan upToTheGap = (await PlanLatestAsync()).Plan;
        upToTheGap.DatabaseSetId.ShouldBe(second.SetId);
        upToTheGap.Warnings.ShouldContain(warning => warning.StartsWith("Log is missing after ", StringComparison.Ordinal));
    }

    private async Task<(DatabaseManifest First, DatabaseManifest Second)> BackUpTwiceAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT); "
                + "INSERT INTO shop.t SELECT seq, 0 FROM shop.seq_1_to_500",
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await chain.ShipAsync();
        await ChangeAsync(500);
        DatabaseManifest second = await chain.BackUpAsync();
        await ChangeAsync(1);
        await chain.ShipAsync();
        return (first, second);
    }

    private Task ChangeAsync(int rows) => servers.Source.ExecuteAsync($"UPDATE shop.t SET v = v + 1 WHERE id <= {rows}", Token);

    private Task<(string Key, RestorePlan Plan)> PlanLatestAsync() => PlanAsync(RestoreTarget.Latest);

    private Task<(string Key, RestorePlan Plan)> PlanAsync(RestoreTarget target) =>
        new PlanStore(Store, WholeChain.Estate, TimeProvider.System).MakeAsync($"plan-{++plans}", target, null, Token);

    private Task<BackupCatalogue> ReadCatalogueAsync() => new CatalogueReader(Store).ReadAsync(Token);

    private async Task RestoreAsync(string key, RestorePlan plan)
    {
        await ImportAsync(plan);
        await chain.ReplayAsync(key, plan);
        await chain.VerifyReplayAsync(key, plan);
    }

    // The plan's own digest, not the one that the store has now.
    private Task ImportAsync(RestorePlan plan) => chain.Round.ImportAsync(servers.Target, plan.Set, plan.RunId, Token);

    // In order of their ids. Two sets of one second have no other order.
    private static string MayBeTheReason(params string[] keys) =>
        "Manifests that cannot be used may be the reason: "
        + string.Join(", ", keys.Order(StringComparer.Ordinal).Select(key => $"'{key}'"))
        + ".";

    private static string KeyOf(DatabaseManifest set) => StoreKeys.Manifest(Job.Database, set.SetId);

    private Task<byte[]> ReadAsync(DatabaseManifest set) => Store.ReadAllBytesAsync(KeyOf(set), 1 << 26, Token);

    private Task PutAsync(DatabaseManifest set, byte[] bytes) => Store.PutBytesAsync(KeyOf(set), bytes, WriteCondition.None, Token);
}
