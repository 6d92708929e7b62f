using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>
/// Objects whose definer is an account that a restore leaves out, such as the root@'%' of the official Docker image, or does not exist.
/// Without the definer every use fails with error 1449.
/// </summary>
public sealed class DefinerTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private const string Objects =
        "create database df; use df; create table t (a int, b int); create table log (a int); "
        + "create user root@'%' identified by 'the source''s'; grant all on *.* to root@'%' with grant option; "
        + "grant select on df.t to root@'%'; "
        + "create definer=root@'%' trigger tr before insert on t for each row set new.b = new.a * 2; "
        + "create definer=root@'%' view v as select * from t; create definer=root@'%' view w as select * from v; "
        + "create definer=root@'%' function f() returns int deterministic return (select count(*) from df.w); "
        + "create definer=root@'%' procedure p() insert into df.log select df.f(); "
        + "create user low@localhost; grant select, insert on df.t to low@localhost; grant select on df.w to low@localhost; "
        + "grant execute on df.* to low@localhost";

    private const string RootOfAll =
        "select concat(json_value(priv, '$.authentication_string'), ' ', ifnull(json_value(priv, '$.account_locked'), 0), ' ', "
        + "json_value(priv, '$.access') > 1) from mysql.global_priv where user = 'root' and host = '%'";

    private readonly WholeChain chain = new(servers.Source, servers.Target);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "drop database if exists df; drop user if exists root@'%', low@localhost, gone@here; drop role if exists lost",
            Token
        );
    }

    public ValueTask DisposeAsync()
    {
        chain.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task DefinerThatIsAServersOwn_IsMadeLocked_WhenTheTargetLacksIt_AndTheObjectsWork()
    {
        await servers.Source.ExecuteAsync(Objects, Token);
        DatabaseManifest set = await chain.BackUpAsync();

        ImportReport report = await RestoreAsync(set);

        report.Good.ShouldBeTrue();
        await ShouldWorkAsync(servers.Target);
        (await servers.Target.ScalarAsync(RootOfAll, Token)).ShouldBe("invalid 1 1");
        (await servers.Target.ScalarAsync("select count(*) from mysql.tables_priv where user = 'root'", Token)).ShouldBe("1");
        NotCarriedItem root = set.NotCarried!.Single(item => item.Name == "root@%");
        root.Expected.ShouldBeFalse("a plan warns of it");
        root.Reason.ShouldContain("it is the definer of view df.v, view df.w, function df.f and 2 more, so a target that lacks it gets it");
        string.Concat(set.Definers!.SelectMany(definer => definer.Statements)).ShouldNotContain("IDENTIFIED BY");

        await servers.Target.ExecuteAsync("drop user root@'%'", Token);
        (
            await Should.ThrowAsync<ImportMismatchException>(() => chain.Round.VerifyAsync(servers.Target, set.SetId, Token))
        ).Message.ShouldContain("account root@% is missing, and objects have it as their definer");
    }

    [Fact]
    public async Task TargetsOwnAccountOfThatName_StaysAsItIs()
    {
        await servers.Source.ExecuteAsync(Objects, Token);
        DatabaseManifest set = await chain.BackUpAsync();
        await servers.Target.ExecuteAsync("create user root@'%' identified by 'the target''s'; grant all on *.* to root@'%'", Token);
        string? before = await servers.Target.ScalarAsync(RootOfAll, Token);

        (await RestoreAsync(set)).Good.ShouldBeTrue();

        (await servers.Target.ScalarAsync(RootOfAll, Token)).ShouldBe(before);
        (await servers.Target.ScalarAsync("select count(*) from mysql.tables_priv where user = 'root'", Token)).ShouldBe("0");
    }

    [Fact]
    public async Task DefinerThatDoesNotExist_IsNamed_AndTheObjectsAreRestoredAsBrokenAsTheyWere()
    {
        await servers.Source.ExecuteAsync(
            "create database df; use df; create table t (a int); create user gone@here; grant all on *.* to gone@here; "
                + "create role lost; grant all on *.* to lost; "
                + "create definer=gone@here view v as select * from t; create view w as select * from v; "
                + "create definer=lost view x as select * from t; create view y as select * from x; "
                + "create definer=gone@here sql security invoker view fine as select * from t; "
                + "drop user gone@here; drop role lost",
            Token
        );
        DatabaseManifest set = await chain.BackUpAsync();

        ImportReport report = await RestoreAsync(set);

        report.Good.ShouldBeTrue();
        set.NotCarried!.Where(item => item.Kind == "definer")
            .Select(item => (item.Name, item.Reason.Split(" fail with")[0]))
            .ShouldBe([
                ("gone@here", "the source has no such account, so view df.v"),
                ("lost", "the source has no such account, so view df.x"),
            ]);
        foreach (TestServer server in (TestServer[])[servers.Source, servers.Target])
        {
            (await server.ScalarAsync("select count(*) from df.fine", Token)).ShouldBe("0");
            foreach (string broken in (string[])["v", "w", "x", "y"])
            {
                (
                    await Should.ThrowAsync<MySqlConnector.MySqlException>(() => server.ScalarAsync($"select * from df.{broken}", Token))
                ).Number.ShouldBe(1449);
            }
        }

        (await servers.Target.ScalarAsync("select count(*) from mysql.global_priv where user in ('gone', 'lost')", Token)).ShouldBe("0");
    }

    [Fact]
    public async Task DefinerOfAnObjectOfTheLog_IsThere_AndOneThatNoObjectHasIsGone()
    {
        await servers.Source.ExecuteAsync(
            "create database df; create user root@'%', healthcheck@'127.0.0.1'; grant all on *.* to root@'%' with grant option",
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync(
            Objects.Replace("create database df; ", "", StringComparison.Ordinal).Replace("create user root@'%'", "alter user root@'%'"),
            Token
        );
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        await chain.ImportAsync(plan);

        ReplayReport report = await chain.ReplayAsync(key, plan);

        (await chain.VerifyAgainstAsync(key, plan, second)).Good.ShouldBeTrue();
        report.Warnings.ShouldBeEmpty();
        await ShouldWorkAsync(servers.Target);
        (
            await servers.Target.ScalarAsync(
                "select group_concat(user, '@', host order by 1) from mysql.global_priv "
                    + "where user in ('root', 'healthcheck') and json_value(priv, '$.account_locked')",
                Token
            )
        ).ShouldBe("root@%");
        await servers.Source.ExecuteAsync("drop user healthcheck@'127.0.0.1'", Token);
    }

    private async Task<ImportReport> RestoreAsync(DatabaseManifest set)
    {
        await chain.Round.ImportAsync(servers.Target, set.SetId, Token);
        return await chain.Round.VerifyAsync(servers.Target, set.SetId, Token);
    }

    private static async Task ShouldWorkAsync(TestServer server)
    {
        await using MariaDbConnection low = await MariaDbConnection.OpenAsync(server.Endpoint, new MariaDbAccount("low", new("")), Token);
        await low.ExecuteAsync("INSERT INTO df.t (a) VALUES (21)", Token);
        (await low.QueryStringsAsync("SELECT b FROM df.w", Token))[0][0].ShouldBe("42");
        await low.ExecuteAsync("CALL df.p()", Token);
        (await server.ScalarAsync("select a from df.log", Token)).ShouldBe("1");
    }
}
