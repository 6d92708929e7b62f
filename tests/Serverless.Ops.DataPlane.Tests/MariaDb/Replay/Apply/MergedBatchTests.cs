using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay.Apply;

/// <summary>A change that the target refuses within a batch of merged transactions.</summary>
public sealed class MergedBatchTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARefusedTransaction_IsNamed_AndThoseBeforeItAreKept()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "create database batch; create table batch.t (id int primary key, v int); insert into batch.t values (1, 0), (2, 0), (3, 0)",
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync("update batch.t set v = 1 where id = 1", Token);
        string before = (await servers.Source.ScalarAsync("select @@gtid_binlog_pos", Token))!;
        await servers.Source.ExecuteAsync("update batch.t set v = 1 where id = 2", Token);
        string refused = (await servers.Source.ScalarAsync("select @@gtid_binlog_pos", Token))!;
        await servers.Source.ExecuteAsync("update batch.t set v = 1 where id = 3; create table batch.z (a int)", Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        await chain.ImportAsync(plan);
        await servers.Target.ExecuteAsync("delete from batch.t where id = 2", Token);

        (await Should.ThrowAsync<ServerErrorException>(() => chain.ReplayAsync(key, plan))).Message.ShouldContain(
            $"replaying {refused} at "
        );

        (await servers.Target.ScalarAsync("select gtid from serverless_ops_restore.replay_cursor", Token)).ShouldBe(before);
        (await servers.Target.ScalarAsync("select group_concat(v order by id) from batch.t", Token)).ShouldBe("1,0");
        await servers.Target.ExecuteAsync("insert into batch.t values (2, 0)", Token);
        await chain.ReplayAsync(key, plan);
        (await chain.VerifyAgainstAsync(key, plan, second)).Good.ShouldBeTrue();
    }

    [Fact]
    public async Task ARefusalWithoutAReason_HasTheReasonOfTheServersLog()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync("create database reason; create table reason.t (id int primary key)", Token);
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync("insert into reason.t values (1)", Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        await chain.ImportAsync(plan);
        await servers.Target.ExecuteAsync("alter table reason.t modify id varbinary(10)", Token);

        ServerErrorException error = await Should.ThrowAsync<ServerErrorException>(() => chain.ReplayAsync(key, plan));

        error.Number.ShouldBe(1105);
        error.WhatHappened.ShouldContain("Column 0 of table 'reason.t' cannot be converted from type 'int' to type 'varbinary(10)'");
        error.NextStep.ShouldContain("@@log_error");
    }

    // The batch holds one transaction, and the statement behind it makes the replay send it.
    [Theory]
    [InlineData("insert into one.t values (2)", "insert into one.t values (2)", "alter event one.e comment 'x'")]
    [InlineData("delete from one.t where id = 1", "delete from one.t where id = 1", "create table one.z (a int)")]
    public async Task ARefusedTransaction_BeforeAStatement_IsNamed_AndNotTheStatement(string logged, string onTarget, string statement)
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "create or replace database one; create table one.t (id int primary key); insert into one.t values (1); "
                + "create event one.e on schedule every 1 day do set @a = 1",
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync(logged, Token);
        string refused = (await servers.Source.ScalarAsync("select @@gtid_binlog_pos", Token))!;
        await servers.Source.ExecuteAsync(statement, Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        await chain.ImportAsync(plan);
        await servers.Target.ExecuteAsync(onTarget, Token);

        (await Should.ThrowAsync<ServerErrorException>(() => chain.ReplayAsync(key, plan))).Message.ShouldContain(
            $"replaying {refused} at "
        );
    }
}
