using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class DatabaseDumpTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("binlog_format", "STATEMENT", "ROW")]
    [InlineData("binlog_format", "MIXED", "ROW")]
    public async Task BinlogFormatNotRow_IsRefused(string variable, string bad, string good)
    {
        using var trip = new RoundTrip();
        await source.Server.ExecuteAsync($"set global {variable}={bad}", Token);

        BinlogFormatNotRowException error = await Should.ThrowAsync<BinlogFormatNotRowException>(() =>
            trip.DumpAsync(source.Server, "backup-1", Token)
        );

        await source.Server.ExecuteAsync($"set global {variable}={good}", Token);
        error.Message.ShouldContain(bad);
    }

    [Fact]
    public async Task SyncBinlogNotOne_IsRefused()
    {
        using var trip = new RoundTrip();
        await source.Server.ExecuteAsync("set global sync_binlog=0", Token);

        SourceSettingException error = await Should.ThrowAsync<SourceSettingException>(() =>
            trip.DumpAsync(source.Server, "backup-1", Token)
        );

        await source.Server.ExecuteAsync("set global sync_binlog=1", Token);
        error.Message.ShouldContain("sync_binlog");
    }

    [Fact]
    public async Task SourceThatIsNotEnrolled_IsRefused()
    {
        using var trip = new RoundTrip();
        await source.Server.ExecuteAsync("rename table serverless_ops.lineage to serverless_ops.hidden", Token);

        await Should.ThrowAsync<SourceNotEnrolledException>(() => trip.DumpAsync(source.Server, "backup-1", Token));

        await source.Server.ExecuteAsync("rename table serverless_ops.hidden to serverless_ops.lineage", Token);
    }

    [Fact]
    public async Task WrongPassword_IsNamedWithoutIt()
    {
        using var trip = new RoundTrip();
        var dump = new DatabaseDump(trip.Store, TimeProvider.System, NoProgress.Instance, trip.DumpOptions);

        AccountRefusedException error = await Should.ThrowAsync<AccountRefusedException>(() =>
            dump.RunAsync(
                new DumpRequest("fern", "backup-1", source.Server.Endpoint, TestServer.DumpAccount with { Password = new("hunter2") }),
                Token
            )
        );

        error.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("create table cannot.m (a int) engine=MRG_MyISAM union=()", "`m`")]
    [InlineData("create table cannot.`l\nb` (a int)", "l\nb")]
    [InlineData("create table cannot.c (`l\nb` int)", "`c`")]
    [InlineData("create table cannot.y (a year(2))", "`y`")]
    [InlineData("create table cannot.t (a int); create view cannot.v as select * from cannot.t; drop table cannot.t", "`v`")]
    [InlineData(
        "create table cannot.h (a int, s bigint unsigned generated always as row start, "
            + "e bigint unsigned generated always as row end, period for system_time (s, e)) with system versioning",
        "`h`"
    )]
    [InlineData("set names latin1; create procedure cannot.p() comment 'ü' select 'ü'", "`p`")]
    public async Task WhatCannotBeCarried_IsRefusedByName(string sql, string name)
    {
        using var trip = new RoundTrip();
        await source.Server.ExecuteAsync($"create or replace database cannot; {sql}", Token);

        CannotCarryException error = await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(source.Server, "backup-1", Token));

        await source.Server.ExecuteAsync("drop database cannot", Token);
        error.Message.ShouldContain(name);
    }

    [Fact]
    public async Task NamesThatAreNotInTheEncodingOfFileNames_AreRefusedByName()
    {
        using var trip = new RoundTrip();
        await source.Server.ExecuteAsync(
            "create or replace database cannot; create table cannot.t (a int not null) engine=csv; flush tables",
            Token
        );
        string data = (await source.Server.ScalarAsync("select @@datadir", Token))!;
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(data, "old-db"));

        (await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(source.Server, "backup-1", Token))).Message.ShouldContain(
            "Database `#mysql50#old-db`"
        );
        folder.Delete();
        foreach (string file in Directory.GetFiles(Path.Combine(data, "cannot"), "t.*"))
        {
            File.Copy(file, Path.Combine(data, "cannot", "t-2" + Path.GetExtension(file)));
        }

        (await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(source.Server, "backup-2", Token))).Message.ShouldContain(
            "Table `cannot`.`#mysql50#t-2`"
        );
        await source.Server.ExecuteAsync("drop table cannot.`#mysql50#t-2`; drop database cannot", Token);
    }

    [Fact]
    public async Task WhatIsNotCarried_IsNamedWithTheReason()
    {
        await using TestServer server = await TestServer.StartSourceAsync(Token, "skip-name-resolve=OFF");
        using var trip = new RoundTrip();
        NotCarriedItem[] fresh = [.. (await trip.DumpAsync(server, "backup-1", Token)).NotCarried!];
        string host = (await server.ScalarAsync("select lower(@@hostname)", Token))!;
        fresh.ShouldAllBe(item => item.Kind == "account" && item.Expected);
        fresh
            .Select(item => item.Name)
            .ShouldBe(["mariadb.sys@localhost", "root@127.0.0.1", "root@::1", "root@localhost", $"root@{host}"], ignoreOrder: true);

        await server.ExecuteAsync(
            "create role r; create database d; grant select on d.* to root@'::1'; set default role r for root@localhost; "
                + "alter user root@'127.0.0.1' identified by 'secret' require ssl with max_user_connections 7; "
                + "create user root@'%' identified by 'remote'; grant reload on *.* to root@'%'; "
                + "create user mysql@localhost identified via unix_socket; create user healthcheck@'::1'; "
                + "create user ops_target@localhost; create user root@'10.%', mysql@'%', healthcheck@'10.%', ops_target@'%'; "
                + "create table mysql.own (a int); create view sys.own_view as select 1; "
                + "create procedure mysql.own_routine() select 1; "
                + "create event mysql.own_event on schedule every 1 day disable do do 1; "
                + "create table d.t (a int primary key); analyze table d.t persistent for all; set global gtid_slave_pos = '7-2-5'",
            Token
        );
        DatabaseManifest manifest = await trip.DumpAsync(server, "backup-2", Token);

        var left = manifest.NotCarried!.ToDictionary(item => $"{item.Kind} {item.Name}");
        left["account root@localhost"].Reason.ShouldContain("SET DEFAULT ROLE `r`");
        left["account root@::1"].Reason.ShouldContain("GRANT SELECT ON `d`.*");
        left["account root@127.0.0.1"].Reason.ShouldContain("ssl_type 1; max_user_connections 7");
        left["account root@%"].Reason.ShouldContain("not all privileges with the grant option; GRANT RELOAD ON *.*");
        left["account ops_target@localhost"].Expected.ShouldBeFalse();
        left.Values.Where(item => item.Expected)
            .Select(item => item.Name)
            .ShouldBe(["healthcheck@::1", "mariadb.sys@localhost", "mysql@localhost", $"root@{host}"], ignoreOrder: true);
        left.Keys.Where(name => !name.StartsWith("account", StringComparison.Ordinal))
            .ShouldBe(
                [
                    "table mysql.own",
                    "routine mysql.own_routine",
                    "view sys.own_view",
                    "event mysql.own_event",
                    "statistics of 1 tables",
                    "replication domain 7",
                ],
                ignoreOrder: true
            );
        string all = string.Join('\n', manifest.NotCarried!);
        all.ShouldNotContain("secret");
        all.ShouldNotContain("PASSWORD");
        string[] carried = [.. manifest.Objects.Where(item => item.Kind == "account").Select(item => item.Name)];
        carried.ShouldBe(["r", "healthcheck@10.%", "mysql@%", "ops_dump@localhost", "ops_shipper@localhost", "ops_target@%", "root@10.%"]);
    }

    [Fact]
    public async Task ServerKilledDuringTheDump_LeavesNoManifest_AndTheRunCanBeStartedAgain()
    {
        await using TestServer server = await TestServer.StartSourceAsync(Token);
        await server.ExecuteAsync(
            "create database k; use k; create table t (a int primary key, t text); "
                + "insert into t select seq, repeat('x', 5000) from seq_1_to_20000; analyze table t",
            Token
        );
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 1, ChunkTextBytes = 1 << 30 },
        };
        IObjectStore plain = trip.Store;
        trip.BeforeChunks(() => server.Server.KillAsync());

        ServerGoneException error = await Should.ThrowAsync<ServerGoneException>(() => trip.DumpAsync(server, "backup-1", Token));

        error.Message.ShouldContain("reading `k`.`t`");
        trip.Store = plain;
        (await ManifestsAsync(trip.Store)).ShouldBeEmpty();
        await Should.ThrowAsync<RunOfOtherSourceException>(() => trip.DumpAsync(source.Server, "backup-1", Token));
        await server.RestartAsync(Token);
        DatabaseManifest again = await trip.DumpAsync(server, "backup-1", Token);
        (await trip.DumpAsync(server, "backup-1", Token)).SetId.ShouldBe(again.SetId);
        (await ManifestsAsync(trip.Store)).ShouldBe([StoreKeys.Manifest(Job.Database, again.SetId)]);
    }

    [Fact]
    public async Task OverlappingRuns_OneHoldsTheLease_AndBothSetsAreOfOneLineage()
    {
        await source.Server.ExecuteAsync("create or replace database o; create table o.t (a int); insert into o.t values (1)", Token);
        using var trip = new RoundTrip();
        IObjectStore plain = trip.Store;
        int hooks = 0;
        LeaseHeldException? second = null;
        trip.BeforeChunks(async () =>
            second =
                Interlocked.Increment(ref hooks) > 1
                    ? second
                    : await Should.ThrowAsync<LeaseHeldException>(() =>
                        new DatabaseDump(plain, TimeProvider.System, NoProgress.Instance, trip.DumpOptions).RunAsync(
                            new DumpRequest("fern", "backup-2", source.Server.Endpoint, TestServer.DumpAccount),
                            Token
                        )
                    )
        );

        DatabaseManifest first = await trip.DumpAsync(source.Server, "backup-1", Token);

        second.ShouldNotBeNull();
        (await ManifestsAsync(plain)).ShouldBe([StoreKeys.Manifest(Job.Database, first.SetId)]);
        DatabaseManifest later = await trip.DumpAsync(source.Server, "backup-2", Token);
        later.Lineage.ShouldBe(first.Lineage);
        (await ManifestsAsync(plain)).Count.ShouldBe(2);
    }

    private static async Task<List<string>> ManifestsAsync(IObjectStore store)
    {
        var found = new List<string>();
        await foreach (ObjectDescription item in store.ListAsync(StoreKeys.SetsOf(Job.Database), Token))
        {
            if (item.Key.EndsWith(StoreKeys.ManifestName, StringComparison.Ordinal))
            {
                found.Add(item.Key);
            }
        }

        return found;
    }
}
