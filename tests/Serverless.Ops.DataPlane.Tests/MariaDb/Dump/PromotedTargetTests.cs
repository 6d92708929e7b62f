using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>A restored server that became production. It has the lineage of the server before it, until it is enrolled.</summary>
[Slow]
public sealed class PromotedTargetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARestoredServer_IsRefusedUntilItIsEnrolled_AndThenHasAWholeChainOfItsOwn()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer promoted = await TestServer.StartTargetAsync(Token, [.. TestServer.SourceSettings]);
        await using TestServer next = await TestServer.StartTargetAsync(Token);
        using var before = new WholeChain(source, promoted);
        await source.ExecuteAsync("create database shop; create table shop.t (id int primary key auto_increment, v text)", Token);
        DatabaseManifest first = await before.BackUpAsync();
        await source.ExecuteAsync("insert into shop.t (v) values ('of the old server')", Token);
        DatabaseManifest second = await before.BackUpAsync();
        await before.ShipAsync();
        (await before.ProveAsync(first, second)).Good.ShouldBeTrue();
        string lineage = (await promoted.ScalarAsync("select id from serverless_ops.lineage", Token))!;

        using var after = new WholeChain(promoted, next, before.Round.Store, "new");
        (await Should.ThrowAsync<LineageOfRestoredServerException>(after.BackUpAsync)).NextStep.ShouldContain("enroll-source.sql");

        await promoted.EnrolAsync(Token);
        string renewed = (await promoted.ScalarAsync("select id from serverless_ops.lineage", Token))!;
        (lineage, renewed == lineage).ShouldBe((first.Lineage.Id, false));
        DatabaseManifest third = await after.BackUpAsync();
        await after.ShipAsync();
        await promoted.ExecuteAsync("insert into shop.t (v) values ('of the new server')", Token);
        DatabaseManifest fourth = await after.BackUpAsync();
        await after.ShipAsync();
        (await after.ProveAsync(third, fourth)).Good.ShouldBeTrue();
        (await next.ScalarAsync("select group_concat(v order by id) from shop.t", Token)).ShouldBe("of the old server,of the new server");

        // The old server's sets can still be restored, and its log is still extended.
        await source.ExecuteAsync("insert into shop.t (v) values ('late')", Token);
        await before.ShipAsync();
        (_, RestorePlan plan) = await before.PlanAsync(first, second);
        plan.DatabaseSetId.ShouldBe(first.SetId);

        await promoted.EnrolAsync(Token);
        (await promoted.ScalarAsync("select id from serverless_ops.lineage", Token)).ShouldBe(renewed);
    }

    [Theory]
    [InlineData("server-id=9", typeof(LineageCopiedException))]
    [InlineData("server-id=1", typeof(SourceMovedBackwardsException))]
    public async Task ACopyWithoutNotes_IsRefusedByItsServerIdOrItsLog(string id, Type refusal)
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer copy = await TestServer.StartTargetAsync(Token, [.. TestServer.SourceSettings, id]);
        using var chain = new WholeChain(source, copy);
        await source.ExecuteAsync(
            "create database shop; create table shop.t (v text); insert into shop.t select repeat('x', 10000) from shop.seq_1_to_100",
            Token
        );
        DatabaseManifest set = await chain.BackUpAsync();
        await chain.ShipAsync();
        (await ByHand.RestoreAsync(chain.Round, set, copy, Token)).ShouldBe("");
        await copy.ExecuteAsync("reset master", Token);
        using var ofCopy = new WholeChain(copy, source, chain.Round.Store, "copy");

        Exception error = await Should.ThrowAsync<Exception>(ofCopy.BackUpAsync);

        error.ShouldBeOfType(refusal);
        error.Message.ShouldContain("copy");
        await copy.EnrolAsync(Token, ", @new_lineage = 1");
        DatabaseManifest own = await ofCopy.BackUpAsync();
        own.Lineage.Id.ShouldNotBe(set.Lineage.Id);
        ShipReport report = await ofCopy.ShipAsync();
        report.Segments.ShouldBeGreaterThan(0);
    }
}
