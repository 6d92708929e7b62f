using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.Tests.MariaDb.Dump;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>
/// Views on views, and on functions, of ordinary accounts and roles. The server makes such a view only if the definer already has the
/// rights, and gives a right on a view or routine only when that exists. Each set is restored by the import, and by hand.
/// </summary>
public sealed class ViewRightsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private readonly WholeChain chain = new(servers.Source, servers.Target);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "drop database if exists shop; drop user if exists app@'%', bob@'10.%', root@'%', hb@localhost; drop role if exists clerk; "
                + "delete from mysql.db where user = 'PUBLIC'; delete from mysql.tables_priv where user = 'PUBLIC'; flush privileges; "
                + "drop table if exists mysql.rds_heartbeat2; drop procedure if exists mysql.own; "
                + "create database shop; use shop; create table orders (id int primary key, total int); "
                + "insert into orders values (1, 10), (2, 20); "
                + "create user app@'%' identified by 'a'; create user bob@'10.%'; create role clerk",
            Token
        );
    }

    public ValueTask DisposeAsync()
    {
        chain.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(
        "a right on the database",
        "grant all on shop.* to app@'%'; create definer=app@'%' view big_orders as select * from orders where total > 15; "
            + "create definer=app@'%' view big_count as select count(*) n from big_orders"
    )]
    [InlineData(
        "a function",
        "create definer=app@'%' function twice(n int) returns int deterministic return 2 * n; grant select on shop.orders to app@'%'; "
            + "grant execute on function shop.twice to app@'%'; "
            + "create definer=app@'%' view doubled as select id, twice(total) t from orders; "
            + "grant select on shop.doubled to app@'%'; create definer=app@'%' view a_sum as select sum(t) from doubled"
    )]
    [InlineData(
        "rights on views, with columns, in a chain of accounts and a role",
        "grant select (id, total) on shop.orders to clerk; create definer=clerk view `v on 1` as select * from orders; "
            + "grant select (total) on shop.`v on 1` to bob@'10.%' with grant option; "
            + "create definer=bob@'10.%' view a as select sum(total) s from `v on 1`; grant select on shop.a to app@'%'; "
            + "create definer=app@'%' function `f(n)`() returns int reads sql data return (select s from a); "
            + "grant execute on function shop.`f(n)` to bob@'10.%'; grant execute on function shop.`f(n)` to app@'%'; "
            + "grant select on shop.a to bob@'10.%'; "
            + "create definer=bob@'10.%' view b as select s, `f(n)`() f from a; grant select on shop.b to clerk; "
            + "create definer=clerk view c as select * from b; grant select on shop.c to public; grant clerk to app@'%'; "
            + "set default role clerk for app@'%'"
    )]
    [InlineData(
        "a right of everybody",
        "grant select on shop.* to public; create definer=bob@'10.%' view big as select * from orders; "
            + "create definer=bob@'10.%' view big_count as select count(*) from big"
    )]
    [InlineData(
        "rights that the definer has lost",
        "grant all on shop.* to app@'%'; grant reload on *.* to app@'%' with grant option; "
            + "create definer=app@'%' view v as select * from orders; "
            + "create definer=app@'%' view w as select * from v; create view x as select * from w; revoke all on shop.* from app@'%'; "
            + "grant all on shop.* to clerk; create definer=clerk view y as select * from orders; "
            + "create definer=clerk view z as select * from y; "
            + "revoke all on shop.* from clerk"
    )]
    [InlineData(
        "a column with the name of another view",
        "create view a as select id as b, total as c from orders; create view b as select b, c from a; "
            + "create view c as select b as a from b"
    )]
    [InlineData(
        "rights on the server's own databases that no set carries",
        "create table mysql.rds_heartbeat2 (id int primary key); create procedure mysql.own() select 1; create user hb@localhost; "
            + "grant select, update (id) on mysql.rds_heartbeat2 to hb@localhost; grant execute on procedure mysql.own to hb@localhost"
    )]
    public async Task Views_AreMadeWhenTheirDefinersHaveTheRights(string why, string history)
    {
        await servers.Source.ExecuteAsync("use shop; " + history, Token);
        DatabaseManifest set = await chain.BackUpAsync();
        IReadOnlyList<string> views = await ListViewsAsync();

        await chain.Round.ImportAsync(servers.Target, set.SetId, Token);
        ImportReport byImport = await chain.Round.VerifyAsync(servers.Target, set.SetId, Token);

        byImport.Good.ShouldBeTrue(why);
        await ShouldAnswerAsTheSourceAsync(views);

        await servers.Target.EmptyAsync(Token);
        (await ByHand.RestoreAsync(chain.Round, set, servers.Target, Token)).ShouldBe("", why);

        (await chain.Round.VerifyAsync(servers.Target, set.SetId, Token)).Good.ShouldBeTrue(why);
        await ShouldAnswerAsTheSourceAsync(views);
    }

    [Fact]
    public async Task DefinerWithoutRights_IsNamed_AndHasNoMoreRightsAfterTheRestore()
    {
        await servers.Source.ExecuteAsync(
            "use shop; grant all on shop.* to app@'%'; create definer=app@'%' view v as select * from orders; "
                + "create view w as select * from v; revoke all on shop.* from app@'%'",
            Token
        );

        DatabaseManifest set = await chain.BackUpAsync();
        await chain.Round.ImportAsync(servers.Target, set.SetId, Token);

        set.NotCarried!.Where(item => item.Kind == "rights")
            .Select(item => (item.Name, item.Expected))
            .ShouldBe([("`shop`.`v`", false), ("`shop`.`w`", false)]);
        set.NotCarried!.First(item => item.Kind == "rights")
            .Reason.ShouldStartWith("this view does not work on the source (error 1356): its definer app@%, or");
        set.DefinersLackingRights.ShouldBe(["app@%"], "root has its own rights");
        (
            await servers.Target.ScalarAsync(
                "select count(*) from information_schema.user_privileges "
                    + "where grantee = '''root''@''localhost''' and privilege_type = 'SUPER'",
                Token
            )
        ).ShouldBe("1");
        (await servers.Target.ScalarAsync("show grants for app@'%'", Token))!.ShouldStartWith(
            "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD"
        );
        await chain.Round.VerifyAsync(servers.Target, set.SetId, Token);
    }

    [Fact]
    public async Task TargetsOwnDefinerWithFewerRights_IsRefused_BeforeAnythingIsMade()
    {
        await servers.Source.ExecuteAsync(
            "create user root@'%'; grant all on *.* to root@'%' with grant option; use shop; "
                + "create definer=root@'%' view v as select * from orders; create view w as select * from v",
            Token
        );
        DatabaseManifest set = await chain.BackUpAsync();
        await servers.Target.ExecuteAsync("create user root@'%'; grant reload on *.* to root@'%'", Token);

        DefinerLacksRightsException refused = await Should.ThrowAsync<DefinerLacksRightsException>(() =>
            chain.Round.ImportAsync(servers.Target, set.SetId, Token)
        );

        refused.Message.ShouldContain("or, if it must stay, run there: GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION");
        await servers.Target.ExecuteAsync("grant all privileges on *.* to root@'%' with grant option", Token);
        await chain.Round.ImportAsync(servers.Target, set.SetId, Token);
        (await chain.Round.VerifyAsync(servers.Target, set.SetId, Token)).Good.ShouldBeTrue();
    }

    private async Task<IReadOnlyList<string>> ListViewsAsync() =>
        (
            await servers.Source.ScalarAsync(
                "select group_concat('`', table_name, '`') from information_schema.views where table_schema = 'shop'",
                Token
            )
        )?.Split(',') ?? [];

    // With the same answer or the same error.
    private async Task ShouldAnswerAsTheSourceAsync(IReadOnlyList<string> views)
    {
        foreach (string view in views)
        {
            (await AnswerAsync(servers.Target, view)).ShouldBe(await AnswerAsync(servers.Source, view), view);
        }
    }

    private static async Task<string?> AnswerAsync(TestServer server, string view)
    {
        try
        {
            return await server.ScalarAsync($"select * from shop.{view}", Token);
        }
        catch (MySqlException failed)
        {
            return $"{failed.Number}";
        }
    }
}
