using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>The dump reads the large table first. While it stores the first chunk, the test runs DDL.</summary>
public sealed class SchemaChangeTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private const string ByLimit =
        "(a int) with system versioning partition by system_time limit 1 "
        + "(partition p0 history, partition p1 history, partition cur current)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alter table ddl.later add column b int default 5", 1)]
    [InlineData("alter table ddl.later modify a bigint", 1)]
    [InlineData("alter table ddl.later rename column a to z", 1)]
    [InlineData("truncate table ddl.later", 1)]
    [InlineData("drop table ddl.later", 1)]
    [InlineData("drop table ddl.later; create table ddl.later (a int primary key)", 1)]
    [InlineData("alter table ddl.later engine=MyISAM", 1)]
    [InlineData("create table ddl.new (a int)", 0)]
    [InlineData("alter table ddl.first add column c int", 0)]
    public async Task Ddl_DuringTheDump_RestartsItOnlyWhenItMust(string ddl, int restarts)
    {
        await servers.Source.ExecuteAsync(
            """
            create or replace database ddl; use ddl;
            create table first (a int primary key, t varchar(2000)); insert into first select seq, repeat('x', 2000) from seq_1_to_400;
            create table later (a int primary key); insert into later select seq from seq_1_to_100; analyze table first, later;
            """,
            Token
        );
        using var trip = new RoundTrip { DumpOptions = new DumpOptions { Connections = 1 } };
        int chunks = 0;
        bool ofFirst = ddl.Contains("ddl.first", StringComparison.Ordinal);
        trip.BeforeChunks(() => ++chunks == (ofFirst ? 2 : 1) ? servers.Source.ExecuteAsync(ddl, Token) : Task.CompletedTask);

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);

        manifest.Restarts.ShouldBe(restarts);
        TestServer target = servers.Target;
        await target.EmptyAsync(Token);
        await trip.ImportAsync(target, manifest.SetId, Token);
        (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
        if (ofFirst)
        {
            (
                await target.ScalarAsync(
                    "select count(*) from information_schema.columns where table_schema='ddl' and column_name='c'",
                    Token
                )
            ).ShouldBe("0");
        }
    }

    // Each DDL makes the server answer the dump's SELECT with another error.
    [Theory]
    [InlineData("(a int) with system versioning", "alter table ddl.later drop system versioning", 4124)]
    [InlineData(ByLimit, "alter table ddl.later drop partition p0", 1735)]
    [InlineData(ByLimit, "alter table ddl.later remove partitioning", 1747)]
    [InlineData("(a int primary key)", "drop table ddl.later; create definer=nobody@nowhere view ddl.later as select 1 as a", 1045)]
    [InlineData("(a int primary key)", "drop table ddl.later; create view ddl.later as select ddl.refuse() as a", 1644)]
    public async Task DdlThatMakesTheReadFail_RestartsTheDump(string table, string ddl, int error)
    {
        await servers.Source.ExecuteAsync(
            $"""
            create or replace database ddl; use ddl; set system_versioning_alter_history=keep;
            create function refuse() returns int no sql begin signal sqlstate '45000'; return 1; end;
            create table first (a int primary key, t varchar(2000)); insert into first select seq, repeat('x', 2000) from seq_1_to_400;
            create table later {table}; insert into later (a) values (1); update later set a = 2; update later set a = 3;
            analyze table first, later;
            """,
            Token
        );
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 1, RestartLimit = 0 },
        };
        int chunks = 0;
        trip.BeforeChunks(() => ++chunks == 1 ? servers.Source.ExecuteAsync(ddl, Token) : Task.CompletedTask);

        SchemaChangedTooOftenException tooOften = await Should.ThrowAsync<SchemaChangedTooOftenException>(() =>
            trip.DumpAsync(servers.Source, "backup-1", Token)
        );

        tooOften.Message.ShouldContain("`ddl`.`later`");
        tooOften.InnerException!.InnerException!.Message.ShouldContain($"error {error}");
    }

    [Fact]
    public async Task DdlAtEveryAttempt_EndsInATypedError()
    {
        await servers.Source.ExecuteAsync(
            "create or replace database ddl; use ddl; create table first (a int primary key, t text); "
                + "insert into first select seq, repeat('x', 2000) from seq_1_to_400; "
                + "create table later (a int primary key); insert into later values (1); analyze table first, later",
            Token
        );
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 1, RestartLimit = 2 },
        };
        int changes = 0;
        trip.Store = new HookedStore(
            trip.Store,
            async key =>
            {
                if (key.EndsWith("rows/0000001.sql.zst", StringComparison.Ordinal))
                {
                    changes++;
                    await servers.Source.ExecuteAsync("truncate table ddl.later", Token);
                }
            }
        );

        SchemaChangedTooOftenException error = await Should.ThrowAsync<SchemaChangedTooOftenException>(() =>
            trip.DumpAsync(servers.Source, "backup-1", Token)
        );

        changes.ShouldBe(3);
        error.Message.ShouldContain("`later`");
        error.IsTransient.ShouldBeTrue();
    }
}
