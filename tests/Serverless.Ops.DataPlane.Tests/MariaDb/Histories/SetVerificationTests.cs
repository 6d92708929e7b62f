using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Replay;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>The comparison of a restored target with a later set, on real servers.</summary>
public sealed class SetVerificationTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARestore_ToThePlaceOfALaterSet_EqualsThatSet_AndAnyTamperingIsNamed()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Source.ExecuteAsync(
            """
            create database shop character set utf8mb4;
            use shop;
            create table shop.t (id int primary key auto_increment, v longtext) engine=innodb;
            create table shop.m (id int primary key auto_increment, v text) engine=myisam;
            create sequence shop.numbers;
            insert into shop.t (v) select seq from seq_1_to_100
            """,
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync(
            """
            use shop;
            insert into shop.m (v) select seq from seq_1_to_50;
            update shop.t set v = concat(v, '!') where id % 3 = 0;
            create view shop.few as select * from shop.t where id < 10;
            create user reader@localhost identified by 'x';
            grant select on shop.few to reader@localhost;
            create event shop.later on schedule every 1 day starts '2031-01-01 00:00:00' do delete from shop.m;
            do nextval(shop.numbers);
            begin;
            insert into shop.t (v) values ('rolled back');
            rollback
            """,
            Token
        );
        DatabaseManifest second = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync("insert into shop.t (v) values ('after the second set')", Token);
        await chain.ShipAsync();

        SetReport report = await chain.ProveAsync(first, second);

        report.Good.ShouldBeTrue();
        (report.RestoredFrom, report.SetId, report.Place).ShouldBe((first.SetId, second.SetId, second.Coordinates));
        report.Tables.Count.ShouldBe(4);
        report.ObjectsCompared.ShouldBe(second.Objects.Count);
        report.Warnings.ShouldHaveSingleItem().ShouldContain("`shop`.`t`: AUTO_INCREMENT is 128 instead of 129");
        (
            await chain.Round.Store.FindAsync(new StoreKeys(WholeChain.Estate).Restore(report.RunId, SetVerification.ReportName), Token)
        ).ShouldNotBeNull();

        // The import was verified before the replay. To verify it again would call every later change a difference.
        string importReport = new StoreKeys(WholeChain.Estate).Restore(report.RunId, ImportVerification.ReportName);
        string before = (await chain.Round.Store.FindAsync(importReport, Token))!.ETag;
        (
            await Should.ThrowAsync<ReplayBegunException>(() => chain.Round.VerifyAsync(servers.Target, first.SetId, Token, report.RunId))
        ).Message.ShouldContain(report.PlanKey);
        (await chain.Round.Store.FindAsync(importReport, Token))!.ETag.ShouldBe(before);

        // Each change is one that a wrong dump, log or replay could have made.
        RestorePlan plan = await chain.Round.Store.ReadJsonAsync(report.PlanKey, PlanJson.Default.RestorePlan, Token);
        foreach (
            (string change, string named) in ((string, string)[])
                [
                    ("update shop.t set v = 'other' where id = 7", "`shop`.`t`: digest"),
                    ("insert into shop.m (v) values ('one more')", "`shop`.`m`: 51 rows instead of 50"),
                    ("alter event shop.later disable", "event shop.later differs"),
                    ("do nextval(shop.numbers)", "sequence shop.numbers differs"),
                    ("revoke select on shop.few from reader@localhost", "account reader@localhost differs"),
                    ("create user stranger@localhost", "account stranger@localhost is not in the set"),
                    ("drop view shop.few", "view shop.few is missing"),
                    ("alter database shop comment 'x'", "database shop is missing or has another collation or comment"),
                ]
        )
        {
            await servers.Target.ExecuteAsync(change, Token);
            SetMismatchException mismatch = await Should.ThrowAsync<SetMismatchException>(() =>
                chain.VerifyAgainstAsync(report.PlanKey, plan, second)
            );
            SetReport bad = await chain.Round.Store.ReadJsonAsync(
                new StoreKeys(WholeChain.Estate).Restore(report.RunId, SetVerification.ReportName),
                SetReportJson.Default.SetReport,
                Token
            );
            bad.Good.ShouldBeFalse();
            string.Join(
                    "; ",
                    bad.Tables.SelectMany(table => table.Differences.Select(text => $"{table.Table}: {text}")).Concat(bad.Objects)
                )
                .ShouldContain(named);
            mismatch.Message.ShouldContain(second.SetId);
        }
    }

    [Fact]
    public async Task ATarget_ThatStandsElsewhere_IsRefused()
    {
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        using var chain = new WholeChain(servers.Source, target);
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync("create database if not exists elsewhere; create table elsewhere.t (a int)", Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync("drop database elsewhere", Token);
        DatabaseManifest third = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        await chain.ImportAsync(plan);

        (await Should.ThrowAsync<TargetNotAtSetException>(() => chain.VerifyAgainstAsync(key, plan, second))).Message.ShouldContain(
            "nothing was replayed"
        );
        await chain.ReplayAsync(key, plan);
        (await Should.ThrowAsync<TargetNotAtSetException>(() => chain.VerifyAgainstAsync(key, plan, third))).Message.ShouldContain(
            $"{third.Coordinates.File}:{third.Coordinates.Position}"
        );
        (await chain.VerifyAgainstAsync(key, plan, second)).Good.ShouldBeTrue();
    }
}
