using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>
/// Somebody's own objects in the server's databases: no set carries them, so the replay passes over their changes. And temporary objects:
/// some of their statements are in the log of every session.
/// </summary>
public sealed class ServersDatabasesReplayTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnObjectsInMysqlAndSys_ArePassedOver_AndNamed_ByBackupPlanCheckAndReplay()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "create table mysql.rds_heartbeat2 (id int primary key, at datetime); insert into mysql.rds_heartbeat2 values (1, now()); "
                + "create procedure mysql.rds_tidy() delete from mysql.rds_heartbeat2; create user monitor@localhost; "
                + "create database own; create table own.t (id int primary key, v int); insert into own.t values (1, 1)",
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        first.NotCarried!.ShouldContain(item => item.Name == "mysql.rds_heartbeat2");
        await servers.Source.ExecuteAsync(
            "update mysql.rds_heartbeat2 set at = now() + interval 1 second; update mysql.rds_heartbeat2 set at = now(); "
                + "begin; update own.t set v = 2; update mysql.rds_heartbeat2 set at = '2026-01-01'; insert into own.t values (2, 2); "
                + "commit; "
                + "update own.t, mysql.rds_heartbeat2 set t.v = t.v + 1, rds_heartbeat2.at = '2026-01-02'; "
                + "set session binlog_format=statement; update mysql.rds_heartbeat2 set at = sysdate(); set session binlog_format=row; "
                + "alter table mysql.rds_heartbeat2 add b int, rename column at to at2; "
                + "grant select on mysql.rds_heartbeat2 to monitor@localhost; "
                + "revoke select on mysql.rds_heartbeat2 from monitor@localhost; "
                + "create table mysql.slow_log2 like mysql.slow_log; set global slow_query_log=0; "
                + "rename table mysql.slow_log to mysql.slow_log_backup, mysql.slow_log2 to mysql.slow_log; "
                + "drop table mysql.slow_log_backup; "
                + "drop procedure mysql.rds_tidy; create table own.gone (a int); drop table own.gone, mysql.rds_heartbeat2; "
                + "create table sys.mine (a int); insert into sys.mine values (1); "
                + "use mysql; create table own.fromhere (a int); create view own.v as select 1 as one; use own",
            Token
        );
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        plan.Warnings.ShouldContain(text =>
            text.StartsWith("Not in the database set: table mysql.rds_heartbeat2:", StringComparison.Ordinal)
        );
        string[] named = [": rows of mysql.rds_heartbeat2", ": alter table mysql.rds_heartbeat2 add b", ": rows of sys.mine"];
        IReadOnlyList<string> before = (await chain.CheckAsync(plan)).PassedOver;
        await chain.ImportAsync(plan);
        IReadOnlyList<string> told = (await chain.ReplayAsync(key, plan)).PassedOver;
        told.ShouldBe(before);
        named.ShouldAllBe(name => told.Count(text => text.Contains(name, StringComparison.Ordinal)) == 1);

        await chain.VerifyReplayAsync(key, plan);
        (await chain.VerifyAgainstAsync(key, plan, second)).Good.ShouldBeTrue();
    }

    [Fact]
    public async Task TemporarySequencesAndTables_AreNoWork()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync("create database temp; create table temp.t (id int primary key, v bigint)", Token);
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync(
            "use temp; create temporary sequence ts; select nextval(ts); insert into t values (1, nextval(ts)); "
                + "create sequence kept; create temporary sequence kept; drop sequence kept; do nextval(kept); "
                + "create or replace temporary sequence ts engine=myisam; create temporary sequence if not exists ts2; "
                + "create temporary table tt (a int); insert into tt values (5); insert into t select a, a from tt; "
                + "create table fromtt as select * from tt; create table liketmp like tt; create table moved (a int); "
                + "rename table tt to tt2; rename table tt2 to tt3, moved to moved2; rename table ts2 to ts3; drop table tt3, fromtt; "
                + "set session binlog_format=mixed; insert into t values (9, nextval(ts)); drop temporary sequence ts",
            Token
        );
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();

        SetReport report = await chain.ProveAsync(first, second);

        report.Good.ShouldBeTrue();
        (await servers.Target.ScalarAsync("select group_concat(id, ':', v order by id) from temp.t", Token)).ShouldBe("1:2,5:5,9:1");
    }
}
