using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import.Verify;

/// <summary>Tables and triggers whose text keeps traces of their past. A restore of them is good; a real difference is not.</summary>
public sealed class DefinitionMeaningTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TracesOfThePast_AreNoDifference_AndRealDifferencesAre()
    {
        using var round = new RoundTrip();
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            """
            create database past;
            use past;
            create table keys_in_order (a int, b int, unique ka (a), unique kb (b));
            alter table keys_in_order modify b int not null;
            create table of_two_engines (x int) page_compressed=1;
            alter table of_two_engines engine=aria;
            create table of_three (x int) page_compressed=1;
            alter table of_three engine=myisam;
            create table packed (a varchar(100) compressed default 'x', b text compressed default 'y');
            alter table packed alter a drop default, alter b drop default;
            create table `it``s
            odd` (a int);
            drop table `it``s
            odd`;
            create table t (a int, constraint `ch` check (a > 0));
            create user 'a b'@localhost;
            set sql_quote_show_create = 0;
            create trigger plain before insert on t for each row set new.a = 1;
            create definer='a b'@localhost trigger spaced after insert on t for each row set @x = 1
            """,
            Token
        );
        DatabaseManifest manifest = await round.DumpAsync(servers.Source, "run-1", Token);
        await round.ImportAsync(servers.Target, manifest.SetId, Token);

        ImportReport report = await round.VerifyAsync(servers.Target, manifest.SetId, Token);

        report.Good.ShouldBeTrue();
        (await servers.Target.ScalarAsync("show tables in serverless_ops_restore like 'definition%'", Token)).ShouldBeNull();
        foreach (
            (string change, string back, string named) in ((string, string, string)[])
                [
                    (
                        "alter table past.keys_in_order drop key ka, add key ka (a)",
                        "alter table past.keys_in_order drop key ka, add unique key ka (a)",
                        "`past`.`keys_in_order`: its CREATE statement differs"
                    ),
                    (
                        "alter table past.of_two_engines comment 'x'",
                        "alter table past.of_two_engines comment ''",
                        "`past`.`of_two_engines`: its CREATE statement differs"
                    ),
                    (
                        "alter table past.t modify a int default 7",
                        "alter table past.t modify a int",
                        "`past`.`t`: its CREATE statement differs"
                    ),
                    (
                        "create or replace definer=current_user trigger past.plain before insert on past.t for each row set new.a = 2",
                        "create or replace definer=root@localhost trigger past.plain before insert on past.t for each row set new.a = 1",
                        "trigger past.plain differs"
                    ),
                ]
        )
        {
            await servers.Target.ExecuteAsync(change, Token);
            (
                await Should.ThrowAsync<ImportMismatchException>(() => round.VerifyAsync(servers.Target, manifest.SetId, Token))
            ).Message.ShouldContain($"1 places: {named}");
            await servers.Target.ExecuteAsync(back, Token);
        }
    }

    [Fact]
    public async Task AReplayedTarget_EqualsASetWithTracesOfThePast_AndEachSmallDifferenceIsFound()
    {
        await servers.Target.EmptyAsync(Token);
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Source.ExecuteAsync(
            $"""
            set global log_bin_trust_function_creators = 1;
            create database meaning character set utf8mb4; use meaning;
            {string.Join("; ", Differences.Select(difference => difference.Made))};
            {Traces("first")}
            """,
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync($"use meaning; {Traces("second")}", Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();

        SetReport report = await chain.ProveAsync(first, second);

        report.Good.ShouldBeTrue();
        await servers.Target.ExecuteAsync($"use meaning; {string.Join("; ", Differences.Select(difference => difference.Change))}", Token);
        RestorePlan plan = await chain.Round.Store.ReadJsonAsync(report.PlanKey, PlanJson.Default.RestorePlan, Token);
        await Should.ThrowAsync<SetMismatchException>(() => chain.VerifyAgainstAsync(report.PlanKey, plan, second));
        SetReport bad = await chain.Round.Store.ReadJsonAsync(
            new StoreKeys(WholeChain.Estate).Restore(report.RunId, SetVerification.ReportName),
            SetReportJson.Default.SetReport,
            Token
        );
        bad.Tables.Where(table => table.Differences.Count > 0)
            .Select(table => table.Table)
            .Concat(bad.Objects)
            .ShouldBe(Differences.Select(difference => difference.Named), ignoreOrder: true);
        bad.Tables.SelectMany(table => table.Differences).ShouldAllBe(text => text == "its CREATE statement differs");
    }

    private static readonly (string Made, string Change, string Named)[] Differences =
    [
        Table("type", "a int", "modify a bigint"),
        Table("nullable", "a int", "modify a int not null"),
        Table("unsigned_", "a int", "modify a int unsigned"),
        Table("length_", "a varchar(10)", "modify a varchar(11)"),
        Table("default_", "a int default 1", "modify a int default 2"),
        Table("default_null", "a int default 1", "alter a drop default"),
        Table("collation_", "a varchar(9) collate utf8mb4_bin", "modify a varchar(9) collate utf8mb4_general_ci"),
        Table("comment_", "a int comment 'x'", "modify a int comment 'y'"),
        Table("hidden", "a int, b int", "modify b int invisible"),
        Table("packed", "a text compressed", "modify a text"),
        Table("order_", "a int, b int", "modify b int first"),
        Table("formula", "a int, b int as (a + 1) stored", "modify b int as (a + 2) stored"),
        Table("stored_", "a int, b int as (a + 1) stored", "drop b, add b int as (a + 1) virtual"),
        Table("member", "a enum('x', 'y')", "modify a enum('x', 'y', 'z')"),
        Table("unique_", "a int, unique k (a)", "drop key k, add key k (a)"),
        Table("key_name", "a int, key k (a)", "rename key k to l"),
        Table("key_columns", "a int, b int, key k (a, b)", "drop key k, add key k (b, a)"),
        Table("key_prefix", "a varchar(9), key k (a)", "drop key k, add key k (a(3))"),
        Table("key_ignored", "a int, key k (a)", "alter key k ignored"),
        Table("primary_", "a int not null, b int not null, primary key (a)", "drop primary key, add primary key (a, b)"),
        Table("check_", "a int, constraint c check (a > 0)", "drop constraint c, add constraint c check (a >= 0)"),
        Table("format", "a int", "row_format=compressed"),
        Table("engine_", "a int", "engine=aria"),
        Table("remark", "a int", "comment='x'"),
        Table("charset_", "a int", "default character set latin1"),
        Table("parts", "a int) partition by hash (a) partitions (2", "add partition partitions 1"),
        Table("history", "a int", "add system versioning"),
        Table(
            "child",
            "a int primary key, b int, constraint f foreign key (b) references child (a) on delete cascade",
            "drop foreign key f; alter table child add constraint f foreign key (b) references child (a) on delete set null"
        ),
        ("create view v as select 1 as a", "create or replace view v as select 2 as a", "view meaning.v differs"),
        ("create view w as select 1 as a", "create or replace sql security invoker view w as select 1 as a", "view meaning.w differs"),
        ("create procedure p() select 1", "alter procedure p comment 'x'", "procedure meaning.p differs"),
        (
            "create function f() returns int deterministic return 1",
            "create or replace function f() returns int deterministic return 2",
            "function meaning.f differs"
        ),
        (
            "create event e on schedule every 1 day starts '2035-01-01' disable do select 1",
            "alter event e on schedule every 2 day starts '2035-01-01'",
            "event meaning.e differs"
        ),
        (
            "create trigger t before insert on type for each row set new.a = 1",
            "create or replace trigger t before insert on type for each row set new.a = 2",
            "trigger meaning.t differs"
        ),
        (
            "create trigger u after insert on type for each row set @x = 1",
            "create or replace definer='mariadb.sys'@localhost trigger u after insert on type for each row set @x = 1",
            "trigger meaning.u differs"
        ),
        ("create sequence s", "alter sequence s increment by 2", "sequence meaning.s differs"),
    ];

    private static (string Made, string Change, string Named) Table(string name, string columns, string alter) =>
        (
            $"create table {name} ({columns})".Replace("partitions (2)", "partitions 2", StringComparison.Ordinal),
            $"alter table {name} {alter}",
            $"`meaning`.`{name}`"
        );

    // Text that a server keeps of the past, of sql_quote_show_create and of sql_mode. An import and a replay print it anew.
    private static string Traces(string prefix) =>
        $"""
            create table {prefix}_keys (a int, b int, unique ka (a), unique kb (b)); alter table {prefix}_keys modify b int not null;
            create table {prefix}_aria (x int) page_compressed=1; alter table {prefix}_aria engine=aria;
            create table {prefix}_myisam (x int) page_compressed=1; alter table {prefix}_myisam engine=myisam;
            create table {prefix}_packed (a varchar(100) compressed default 'x', b text compressed default 'y');
            alter table {prefix}_packed alter a drop default, alter b drop default;
            create role if not exists r1; create user if not exists 'a "b'@localhost;
            set sql_quote_show_create = 0;
            create table {prefix}_t (a int, `b c` int as (a + 1), check (`b c` > a), e int default (1 + 1)) partition by hash (a);
            create view {prefix}_v as select a, `b c` as `d e` from {prefix}_t;
            create procedure {prefix}_p() select `b c` from {prefix}_t;
            create function {prefix}_f(`x y` int) returns int deterministic return `x y`;
            create event {prefix}_e on schedule every 1 day starts '2035-01-01' disable do select `b c` from {prefix}_t;
            create trigger {prefix}_plain before insert on {prefix}_t for each row set new.a = 1;
            create definer=r1 trigger {prefix}_role before update on {prefix}_t for each row set new.a = 1;
            create definer='a "b'@localhost trigger {prefix}_spaced before delete on {prefix}_t for each row set @x = old.`b c`;
            set sql_mode = 'ANSI_QUOTES';
            create trigger {prefix}_bare after insert on {prefix}_t for each row set @x = new."b c";
            create definer='a "b'@localhost trigger {prefix}_double after delete on {prefix}_t for each row set @x = 1;
            set sql_quote_show_create = 1;
            create definer=r1 trigger {prefix}_ansi_role after update on {prefix}_t for each row set @x = 1;
            create view {prefix}_ansi as select "b c" as "f g" from {prefix}_t;
            set sql_mode = default
            """;
}
