using MySqlConnector;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Tests.MariaDb.Replay;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb;

/// <summary>
/// The whole chain between a source and a target whose global settings change or stop statements: dump, shipping, import, verification,
/// replay, verification. The restored databases equal the source's.
/// </summary>
public sealed class HostileServersTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private const string Databases = "shop books";

    private static readonly string[] Content =
    [
        "create database shop character set utf8mb4",
        "create database books character set latin1",
        "use shop",
        "create table shop.t (id int auto_increment primary key, n int, v varchar(200), "
            + "at timestamp not null default '2026-01-02 03:04:05', half decimal(20,10) as (n / 7) stored, "
            + "week int as (week(at)) virtual, fulltext key words (v)) engine=InnoDB",
        "insert into shop.t (n, v) select seq, concat('the row \\\\ \"', seq, '\"') from seq_1_to_3000",
        "create table shop.d (id int primary key, ref int, foreign key (ref) references t (id) on delete cascade) engine=InnoDB",
        "insert into shop.d select seq, seq from seq_1_to_3000",
        "create table shop.m (a char(9), b text) engine=MyISAM",
        "insert into shop.m select 'x', repeat('é', seq) from seq_1_to_200",
        "create table shop.mem (a int, b char(250)) engine=MEMORY",
        "insert into shop.mem select seq, 'mem' from seq_1_to_2000",
        "create table shop.h (id int primary key, a int) with system versioning",
        "insert into shop.h select seq, 1 from seq_1_to_50",
        "update shop.h set a = 2",
        "delete from shop.h where id > 40",
        "create table books.c (a int auto_increment primary key, v varchar(20)) engine=Aria",
        "insert into books.c (v) select 'book' from seq_1_to_1500",
        "create view books.many as select a.id, b.a from shop.t a join books.c b",
        "create function shop.f (a int) returns varchar(50) no sql return concat(a, \"x\" 'y')",
        "create trigger books.tr before insert on books.c for each row set new.v = concat(new.v, '!')",
        "create event books.e on schedule every 1 day disable do delete from books.c",
        "create sequence shop.s start with 5",
        "create user teller@localhost identified by 'secret'",
        "grant select, insert on shop.* to teller@localhost",
    ];

    // The application's own session has these servers' defaults. It only lifts what would stop it.
    private static readonly string[] Traffic =
    [
        "set autocommit=1, tx_read_only=0, max_statement_time=0, wait_timeout=600, lock_wait_timeout=60, sql_safe_updates=0, "
            + "max_join_size=18446744073709551615, sql_big_selects=1, idle_transaction_timeout=0, idle_write_transaction_timeout=0, "
            + "foreign_key_checks=1, completion_type='NO_CHAIN', net_read_timeout=60, net_write_timeout=60, innodb_lock_wait_timeout=50",
        "create table shop.plain (id int primary key, at timestamp, v varchar(9))",
        "insert into shop.plain values (1, '2026-01-02 03:04:05', 'a'), (2, null, 'b')",
        "create table shop.inno (id int auto_increment primary key, v varchar(9)) engine=InnoDB",
        "insert into shop.inno (v) values ('a'), ('b')",
        "set alter_algorithm='DEFAULT'",
        "alter table shop.t modify v varchar(300), add q int as (n / 3) virtual",
        "update shop.t set v = 'changed' where id < 200",
        "delete from shop.t where id between 100 and 120",
        "update shop.m set b = 'changed'",
        "delete from shop.mem where a > 1900",
        "update shop.h set a = 3",
        "alter table shop.h add b int",
        "create table books.copy select a, a / 3 as third from books.c",
        "alter table books.c drop v",
        "create database later",
        "create table later.a (v varchar(3))",
        "create procedure shop.p as begin select \"id\" from shop.t; end;",
        "create role clerks",
        "grant clerks to teller@localhost",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithEverySettingHostile_TheChainIsExact()
    {
        using var trip = new RoundTrip();
        await EmptyAsync();
        await RunAsync(servers.Source, Content);
        await SetAsync(servers.Source, HostileSettings.Session);
        await SetAsync(servers.Target, HostileSettings.Session);
        await SetAsync(servers.Source, [.. HostileSettings.Server, $"init_connect=\"{HostileSettings.InitConnect}\""]);
        await SetAsync(servers.Target, HostileSettings.Server);

        DatabaseManifest set = await trip.DumpAsync(servers.Source, "dump", Token);
        await RunAsync(servers.Source, Traffic);
        var shipper = new BinlogShipper(
            trip.Store,
            servers.Source.Endpoint,
            TestServer.ShipperAccount,
            new ShipOptions(),
            TimeProvider.System,
            NoProgress.Instance
        );
        await shipper.ShipAsync("ship", "fern", Token);
        await trip.ImportAsync(servers.Target, set.SetId, Token);
        await trip.VerifyAsync(servers.Target, set.SetId, Token);
        RestorePlan plan = RestorePlanner.Plan(
            await new CatalogueReader(trip.Store).ReadAsync(Token),
            new RestoreRequest("restore-1", "fern", RestoreTarget.Latest, TimeSpan.FromMinutes(15)),
            TimeProvider.System.GetUtcNow()
        );
        var options = new ReplayOptions();
        await new BinlogReplayer(trip.Store, servers.Target.Endpoint, TestServer.TargetAccount, options, NoProgress.Instance).ReplayAsync(
            plan,
            new StoreKeys("fern").Plan(plan.RunId),
            Token
        );
        await new ReplayVerifier(
            trip.Store,
            servers.Target.Endpoint,
            TestServer.TargetAccount,
            options,
            TimeProvider.System,
            NoProgress.Instance
        ).VerifyAsync(plan, new StoreKeys("fern").Plan(plan.RunId), plan.RunId, Token);

        await servers.Source.RestartAsync(Token);
        await servers.Target.RestartAsync(Token);
        string[] source = (await DumpAsync(servers.Source)).Split('\n');
        string[] target = (await DumpAsync(servers.Target)).Split('\n');
        target.Except(source).Select(line => line[..Math.Min(300, line.Length)]).ShouldBeEmpty();
        target.Length.ShouldBe(source.Length);
    }

    [Fact]
    public async Task ALowPacketLimitOfTheTarget_DoesNotBindAnImport()
    {
        using var trip = new RoundTrip();
        await EmptyAsync();
        await RunAsync(servers.Source, ["create database shop", $"create procedure shop.p () select '{new string('x', 20_000)}'"]);
        DatabaseManifest set = await trip.DumpAsync(servers.Source, "dump", Token);
        string before = (await servers.Target.ScalarAsync("select @@global.max_allowed_packet", Token))!;
        await SetAsync(servers.Target, ["max_allowed_packet=4096"]);

        await trip.ImportAsync(servers.Target, set.SetId, Token);

        (await servers.Target.ScalarAsync("select @@global.max_allowed_packet", Token)).ShouldBe("4096");
        await SetAsync(servers.Target, [$"max_allowed_packet={before}"]);
        await trip.VerifyAsync(servers.Target, set.SetId, Token);
    }

    [Theory]
    [InlineData("innodb_file_per_table", "OFF", "SET GLOBAL innodb_file_per_table='ON'")]
    [InlineData("innodb_force_primary_key", "ON", "SET GLOBAL innodb_force_primary_key='OFF'")]
    [InlineData("mysql56_temporal_format", "OFF", "SET GLOBAL mysql56_temporal_format='ON'")]
    public async Task ATargetWithASettingThatNoSessionCanSet_IsRefusedBeforeAnyWrite(string name, string value, string next)
    {
        using var trip = new RoundTrip();
        await EmptyAsync();
        DatabaseManifest set = await trip.DumpAsync(servers.Source, "dump", Token);
        await SetAsync(servers.Target, [$"{name}={value}"]);

        TargetSettingException error = await Should.ThrowAsync<TargetSettingException>(() =>
            trip.ImportAsync(servers.Target, set.SetId, Token)
        );

        await SetAsync(servers.Target, [$"{name}=default"]);
        error.Message.ShouldContain($"{name} is '{value}'");
        error.NextStep.ShouldContain(next);
        await ShouldBeEmptyAsync(servers.Target);
    }

    [Theory]
    [InlineData("event_scheduler", "DISABLED", "event_scheduler=OFF")]
    [InlineData("secure_timestamp", "YES", "secure_timestamp=NO")]
    [InlineData("innodb_ft_min_token_size", "5", "the source's value")]
    public async Task ATargetThatMustRestart_IsRefusedBeforeAnyWrite(string name, string value, string next)
    {
        using var trip = new RoundTrip();
        await EmptyAsync();
        await RunAsync(servers.Source, ["create database shop", "create table shop.t (v text, fulltext key words (v))"]);
        DatabaseManifest set = await trip.DumpAsync(servers.Source, "dump", Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token, $"{name}={value}");

        PermanentException error = await Should.ThrowAsync<PermanentException>(() => trip.ImportAsync(target, set.SetId, Token));

        error.Message.ShouldContain(name);
        error.Message.ShouldContain(value);
        error.NextStep.ShouldContain(next);
        await ShouldBeEmptyAsync(target);
    }

    [Fact]
    public async Task ASourceThatDoesNotShowItsEvents_IsRefused()
    {
        using var trip = new RoundTrip();
        await using TestServer source = await TestServer.StartSourceAsync(Token, "event-scheduler=DISABLED");

        SourceSettingException error = await Should.ThrowAsync<SourceSettingException>(() => trip.DumpAsync(source, "dump", Token));

        error.Message.ShouldContain("event_scheduler is DISABLED");
    }

    private async Task EmptyAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await RunAsync(servers.Source, ["drop database if exists shop", "drop database if exists books", "drop database if exists later"]);
        await RunAsync(servers.Source, ["drop user if exists teller@localhost", "drop role if exists clerks"]);
    }

    private static async Task ShouldBeEmptyAsync(TestServer target) =>
        (
            await target.ScalarAsync(
                "select group_concat(schema_name) from information_schema.schemata "
                    + "where schema_name like 'serverless%' or schema_name = 'shop'",
                Token
            )
        ).ShouldBe("");

    private static Task<string> DumpAsync(TestServer server) =>
        ReplayBench.ShellAsync(
            "mariadb-dump --no-defaults --skip-comments --skip-dump-date --order-by-primary --routines --events --triggers --hex-blob "
                + $"-uroot -S {server.Server.Socket} --databases {Databases} later"
        );

    private static async Task SetAsync(TestServer server, IEnumerable<string> settings)
    {
        await using var root = new MySqlConnection(server.Server.RootConnectionString);
        await root.OpenAsync(Token);
        foreach (string setting in settings)
        {
            await using var command = new MySqlCommand($"set global {setting}", root);
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    private static async Task RunAsync(TestServer server, IEnumerable<string> statements)
    {
        await using var application = new MySqlConnection(server.Server.RootConnectionString);
        await application.OpenAsync(Token);
        foreach (string statement in statements)
        {
            await using var command = new MySqlCommand(statement, application);
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
