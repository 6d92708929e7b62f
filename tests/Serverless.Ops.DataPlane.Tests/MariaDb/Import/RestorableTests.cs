using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.Tests.MariaDb.Dump;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>
/// What a server holds and does not take again in the form in which it shows it. Each comes back by the import and by hand, or the backup
/// refuses it by name.
/// </summary>
[Slow]
public sealed class RestorableTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string Clean = """
        set global log_bin_trust_function_creators = on;
        drop database if exists kinds; drop database if exists `dü`; drop database if exists `d
        b`;
        drop user if exists 'ü'@'%', app@'%', 'Ã¼'@'%', lost@'%', 'a
        b'@'%', 'tab	r'@localhost; drop role if exists `röle`, `ro
        le`; delete from mysql.procs_priv; flush privileges;
        """;

    private const string Moments = """
        set time_zone = '+00:00';
        create table by_key (id int primary key, a int, t text character set latin1, s int as (a + 1) stored) with system versioning;
        replace into by_key (id, a, t) values (1, 1, 'ü;\n'), (1, 2, 'x'), (2, 1, null), (2, 2, null), (2, 3, 'z');
        replace into by_key (id, a, t) select seq mod 20, seq, repeat('y', 90) from seq_1_to_100;
        update by_key set a = -a;
        set timestamp = 1767225600.123457;
        insert into by_key (id, a) values (99, 1); delete from by_key where id = 99; set timestamp = default;
        create table named (s timestamp(6) generated always as row start, id int unique,
          e timestamp(6) generated always as row end invisible, a int, period for system_time (s, e)) with system versioning engine=myisam;
        replace into named (id, a) values (1, 1), (1, 2), (1, 3);
        create table only_moments (id int primary key) with system versioning;
        set timestamp = 1767225600; insert into only_moments values (1), (2); delete from only_moments; set timestamp = default;
        create table by_time (id int primary key, a int) with system versioning partition by system_time interval 1 day
          starts '2026-01-01 00:00:00' (partition p0 history, partition p1 history, partition c current);
        set timestamp = 1767225600.5; replace into by_time values (1, 1), (1, 2);
        set timestamp = 1767312000.25; replace into by_time values (1, 3), (1, 4); set timestamp = default;
        """;

    private const string Shapes = """
        set sql_mode = '';
        create table one (id int primary key, p point not null); insert into one (id) values (1);
        create table keyed (id int primary key, p point not null, g geometry not null default point(1, 2), q linestring,
          l int as (length(p)) stored, t text);
        insert into keyed (id, t) values (1, 'NULL'), (2, '),\n('); insert into keyed (id, p, t) values (3, point(3, 4), null);
        insert into keyed (id, p, g) select 4, p, p from one;
        create table `it's` (`p``q` point not null, `g'` multipolygon not null) engine=myisam; insert into `it's` values (), ();
        """;

    private const string Generated = """
        set sql_mode = '';
        create table g (a varchar(20) character set latin1, v varchar(20) character set ascii as (concat(a, '-')) virtual, key (v));
        insert into g (a) values ('ü'), ('plain');
        create table many (id int primary key, a varchar(40), n int, e enum('x', 'y'),
          cut varchar(3) as (a) stored, num int as (a + 1) stored, small tinyint as (n) virtual, d date as (str_to_date(a, '%Y-%m')) stored,
          day date as (cast(a as date)) virtual, js varchar(9) as (json_value(a, '$.x')) stored, u int as (n / 0) virtual,
          `it's` tinyint as (n) stored, key (small), key (day), unique key (cut, id), key (u));
        insert into many (id, a, n, e) select seq, concat('abcdef', seq), 1000 * seq, 'wrong' from seq_1_to_300;
        """;

    private const string Accounts = """
        create procedure p() select 1; create procedure `pü`() select 1; create function f() returns int deterministic return 1;
        create database `dü`; create procedure `dü`.p() select 1; create table `dü`.`tü` (`cü` int);
        create user 'ü'@'%', app@'%', 'Ã¼'@'%'; create role `röle`; grant `röle` to 'ü'@'%' with admin option;
        grant execute on procedure p to 'ü'@'%'; grant alter routine, execute on function f to 'ü'@'%' with grant option;
        grant execute on procedure `pü` to app@'%'; grant execute on procedure `dü`.p to app@'%', `röle`;
        grant execute on procedure p to 'Ã¼'@'%';
        grant select (`cü`), insert on `dü`.`tü` to 'ü'@'%'; grant select on `dü`.* to `röle`; grant proxy on app@'%' to 'ü'@'%';
        create user 'lost'@'%'; grant execute on procedure `pü` to lost@'%'; flush privileges;
        grant execute on procedure p to 'ü'@'%'; grant alter routine, execute on function f to 'ü'@'%' with grant option;
        grant execute on procedure `pü` to app@'%'; grant execute on procedure `dü`.p to app@'%', `röle`;
        """;

    private const string Names = """
        create user 'a
        b'@'%', 'tab	r'@localhost; create role `ro
        le`; grant `ro
        le` to 'a
        b'@'%';
        create table target (id int primary key);
        create table broken (id int not null, a int, b varchar(20) default 'l\nm', `t	ab` int, `cr` int comment 'x\ny', target int,
          primary key (id), key `x
        y` (a) comment 'k\nl', unique key `
          PRIMARY KEY (` (id, b), fulltext key `f
        t` (b), constraint `c
        h` check (a > 0 or a <> '
        '), constraint `f
        k` foreign key (target) references target (id) on delete cascade) engine=innodb comment='t\nc'
          ;
        insert into broken values (1, 2, 'q\nr', 3, 4, null);
        create table parts (a int, key `,
        )` (a)) partition by list (a) (partition `p
        1` values in (1) comment = 'pc\n', partition `) ENGINE=
        p2` values in (2));
        insert into parts values (1), (2);
        create table `ta	b` (`a` int); insert into `ta	b` values (5);
        grant select on `ta	b` to 'a
        b'@'%';
        create view `v
        w` as select `a` as `x
        y` from `ta	b`; create sequence `s
        q`; create trigger `t
        r` before insert on target for each row set new.id = 1; create procedure `p
        r`() select '
        '; create event `e
        v` on schedule every 1 day disable do select 1; grant execute on procedure `p
        r` to 'a
        b'@'%'; create database `d
        b`; create view `d
        b`.v as select 1;
        """;

    private const string Cascades = """
        create table offices (id int primary key);
        create table users (id int primary key, office_id int, o3 int as (office_id * 2) stored,
          foreign key (office_id) references offices (id) on delete cascade);
        create table two (id int, boss int, office_id int, v int as (boss + office_id) stored, key (v), unique key (id),
          constraint up foreign key (boss) references two (id) on delete cascade,
          constraint across foreign key (office_id) references offices (id) on delete cascade);
        insert into offices values (1), (2); insert into users (id, office_id) values (1, 1), (2, 2), (3, null);
        insert into two (id, boss, office_id) values (1, null, 1), (2, 1, 2), (3, 2, 2);
        set foreign_key_checks = 0; insert into users (id, office_id) values (9, 77);
        create table orphan (id int primary key, o int, w int as (o) virtual, key (w),
          foreign key (o) references nowhere (id) on delete cascade);
        """;

    // Rows and defaults that the default modes refuse.
    private const string Modes = """
        set sql_mode = 'ALLOW_INVALID_DATES', foreign_key_checks = 0, check_constraint_checks = 0;
        create table dates (id int primary key, d date not null default '0000-00-00', i date default '2023-02-31',
          t timestamp not null default '0000-00-00 00:00:00', y year default 0);
        insert into dates (id) values (1), (-5), (0); insert into dates (id, d) values (7, '2024-00-00');
        create table checks (id int primary key, a int check (a > 10), r int references dates (id), check (a <> id));
        insert into checks values (1, 1, 99);
        create sequence numbers;
        create table defaults (u uuid default uuid(), n bigint default nextval(kinds.numbers), j json default json_object('a', 'b\nc'),
          x varchar(40) default concat('it''s ', current_user()), b varbinary(9) default unhex('00ff'), e int default (1 + 1));
        insert into defaults () values (), ();
        set innodb_strict_mode = 0;
        create table wide (a varchar(9000) character set latin1, k int, key (k)) row_format=compressed key_block_size=16;
        insert into wide values (repeat('x', 9000), 1);
        """;

    private readonly RoundTrip trip = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => trip.Dispose();

    [Theory]
    [InlineData(
        nameof(Cascades),
        Cascades,
        "select group_concat(id, ':', ifnull(o3, 'null') order by id) from kinds.users",
        "1:2,2:4,3:null,9:154"
    )]
    [InlineData(
        nameof(Moments),
        Moments,
        "select concat((select sum(row_start = row_end) from kinds.by_key for system_time all), ' ', "
            + "(select group_concat(a, ':', s = e order by a) from kinds.named for system_time all), ' ', "
            + "(select count(*) from kinds.only_moments for system_time all), ' ', (select count(*) from kinds.only_moments), ' ', "
            + "(select group_concat(a order by a) from kinds.by_time partition (p1)), ' ', "
            + "(select max(row_end) from kinds.by_key for system_time all where id = 99))",
        "21 1:1,3:0 2 0 2 2026-01-01 00:00:00.123457"
    )]
    [InlineData(
        nameof(Shapes),
        Shapes,
        "select group_concat(id, ':', hex(p), ':', hex(g), ':', ifnull(l, 'null'), ':', ifnull(t, 'null') order by id separator ' ') "
            + "from kinds.keyed",
        "1::000000000101000000000000000000F03F0000000000000040:0:NULL 2::000000000101000000000000000000F03F0000000000000040:0:),\n( "
            + "3:00000000010100000000000000000008400000000000001040:000000000101000000000000000000F03F0000000000000040:25:null 4:::0:null"
    )]
    [InlineData(nameof(Generated), Generated, "select group_concat(v) from kinds.g force index (v)", "?-,plain-")]
    [InlineData(
        nameof(Names),
        Names,
        "select group_concat(partition_name order by partition_name) from information_schema.partitions where table_name = 'parts'",
        ") ENGINE=\np2,p\n1"
    )]
    [InlineData(
        nameof(Modes),
        Modes,
        "select group_concat(d, i, t, y order by id) from kinds.dates where id = 7",
        "2024-00-002023-02-310000-00-00 00:00:000000"
    )]
    public async Task WhatAServerShowsInAFormThatItDoesNotTake_ComesBack(string kind, string made, string query, string expected)
    {
        await MakeAsync(made);
        (await servers.Source.ScalarAsync(query, Token)).ShouldBe(expected, kind);
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);

        await RestoreAsync(manifest, () => RequireAsync(query, expected));
    }

    // The server writes the names of these grants wrongly into its table, and loses the grants when it reads the table again.
    [Fact]
    public async Task GrantsOnRoutines_WithNamesBeyondAscii_ComeBack_AndStay()
    {
        await MakeAsync(Accounts);
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);

        await RestoreAsync(
            manifest,
            async () =>
            {
                await servers.Target.ExecuteAsync("flush privileges", Token);
                await RequireAsync(
                    "select group_concat(user, ':', db, ':', routine_name, ':', proc_priv order by user, db, routine_name) "
                        + "from mysql.procs_priv where user in ('ü', 'app', 'röle') and db in ('kinds', 'dü') "
                        + "and routine_name in ('p', 'f', 'pü')",
                    "app:dü:p:Execute,app:kinds:pü:Execute,röle:dü:p:Execute,ü:kinds:f:Execute,Alter Routine,Grant,ü:kinds:p:Execute"
                );
                (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
            }
        );
    }

    // By hand, a partition that is not full takes rows of the next one.
    [Fact]
    public async Task MomentsInPartitionsByLimit_ComeBackInTheirPartitions()
    {
        await MakeAsync(
            """
            create table by_limit (id int primary key, a int) with system versioning partition by system_time limit 4
              (partition p0 history, partition p1 history, partition p2 history, partition c current);
            replace into by_limit values (1, 1), (1, 2); replace into by_limit values (2, 1), (2, 2); replace into by_limit values (1, 3);
            alter table by_limit stats_auto_recalc=0;
            replace into by_limit values (3, 1), (3, 2); replace into by_limit values (4, 1), (4, 2); replace into by_limit values (4, 3);
            """
        );
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
        await servers.Target.EmptyAsync(Token);

        await trip.ImportAsync(servers.Target, manifest.SetId, Token);

        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
        manifest.Tables.Single(table => table.Name == "by_limit").Chunks.Count(chunk => chunk.AsStatements == true).ShouldBe(2);
    }

    [Fact]
    public async Task MomentsBehindAnEmptyFirstPartition_AreRefusedByName()
    {
        await MakeAsync(
            """
            create table emptied (id int primary key, a int) with system versioning partition by system_time limit 4
              (partition p0 history, partition p1 history, partition c current);
            alter table emptied stats_auto_recalc=0;
            replace into emptied values (1, 1), (1, 2); replace into emptied values (2, 1), (2, 2);
            replace into emptied values (3, 1), (3, 2); replace into emptied values (4, 1), (4, 2);
            replace into emptied values (5, 1), (5, 2);
            alter table emptied truncate partition p0;
            """
        );

        (await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(servers.Source, "backup-1", Token))).Message.ShouldContain(
            "Table `kinds`.`emptied` cannot be backed up exactly: its first partition of the past is empty"
        );
    }

    [Fact]
    public async Task AnotherCaseOfTableNames_IsRefusedBeforeAnyWrite_AlsoByHand()
    {
        await using TestServer lower = await TestServer.StartTargetAsync(Token, "lower-case-table-names=1");
        await MakeAsync("create table `Tü` (a int); create table `tÜ` (b int);");
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);

        (await Should.ThrowAsync<IncompatibleTargetException>(() => trip.ImportAsync(lower, manifest.SetId, Token))).Message.ShouldContain(
            "lower_case_table_names is 1, the source's was 0"
        );
        (await ByHand.RestoreAsync(trip, manifest, lower, Token)).ShouldContain("lower_case_table_names=0");
        (await lower.ScalarAsync("select count(*) from information_schema.schemata where schema_name = 'kinds'", Token)).ShouldBe("0");
    }

    [Fact]
    public async Task EmptyGeometryThatMayBeNull_IsRefusedByName()
    {
        await servers.Source.ExecuteAsync(
            "create or replace database kinds; use kinds; set sql_mode = ''; create table e (p point not null); insert into e values (); "
                + "create table n (id int primary key, p point); insert into n select 1, p from e",
            Token
        );

        CannotCarryException error = await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(servers.Source, "backup-1", Token));

        error.Message.ShouldContain("Column `p` of `kinds`.`n`");
        await servers.Source.ExecuteAsync("update kinds.n set p = null where length(p) = 0", Token);
        await trip.DumpAsync(servers.Source, "backup-2", Token);
    }

    private Task MakeAsync(string made) => servers.Source.RunClientAsync($"{Clean}\ncreate database kinds; use kinds;\n{made}", Token);

    private async Task RestoreAsync(DatabaseManifest manifest, Func<Task> require)
    {
        await servers.Target.EmptyAsync(Token);
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
        await require();

        await servers.Target.EmptyAsync(Token);
        (await ByHand.RestoreAsync(trip, manifest, servers.Target, Token)).ShouldBe("");
        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
        await require();
    }

    private async Task RequireAsync(string query, string expected) => (await servers.Target.ScalarAsync(query, Token)).ShouldBe(expected);
}
