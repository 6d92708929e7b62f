using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

[Slow]
public sealed class OwnAccountsReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StatementsOnTheServersOwnAccounts_ArePassedOver_AndTold_WithoutTheirPasswords()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "CREATE USER ops_target@localhost IDENTIFIED BY 'hidden'",
            "GRANT SELECT ON *.* TO ops_target@localhost",
            "CREATE USER healthcheck@localhost",
            "ALTER USER root@localhost IDENTIFIED BY 'hidden' PASSWORD EXPIRE NEVER",
            "/* c */ alter user CURRENT_USER() WITH MAX_USER_CONNECTIONS 99",
            "SET sql_mode='ANSI_QUOTES'",
            "GRANT SELECT ON shop.* TO \"root\"@\"%\" IDENTIFIED BY 'hidden'",
            "RENAME USER \"root\"@'%' TO \"healthcheck\"@\"::1\"",
            "SET PASSWORD FOR 'healthcheck'@'LOCALHOST' = PASSWORD('hidden')",
            "DROP USER healthcheck@localhost, ops_target@localhost, healthcheck@'::1'",
            "CREATE USER app@'%' IDENTIFIED BY 'x'",
            "SET PASSWORD = PASSWORD('')"
        );
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        string before = await ReadRootAsync(target);
        RestorePlan plan = await bench.PlanToEndAsync();

        ReplayReport report = await bench.ReplayAsync(plan, target);

        (await ReadRootAsync(target)).ShouldBe(before);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        string told = string.Join('\n', report.PassedOver);
        foreach (
            string what in (string[])
                [
                    "CREATE USER ops_target@localhost",
                    "GRANT … TO ops_target@localhost",
                    "ALTER USER root@localhost",
                    "GRANT … TO root@%",
                    "RENAME USER root@%, healthcheck@::1",
                    "SET PASSWORD FOR healthcheck@localhost",
                    "DROP USER healthcheck@localhost, ops_target@localhost, healthcheck@::1",
                    "SET PASSWORD FOR root@localhost",
                ]
        )
        {
            told.ShouldContain(what);
        }

        told.ShouldNotContain("hidden");
        told.ShouldNotContain("app");
        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);
        verdict.PassedOver.ShouldBe(report.PassedOver);
    }

    [Theory]
    [InlineData("OFF")]
    [InlineData("ON")]
    public async Task RowsOfAccounts_AsASecureInstallationChangesThem_AreReplayed_ButForTheServersOwn(string compressed)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            $"SET GLOBAL log_bin_compress = {compressed}",
            "SET GLOBAL log_bin_compress_min_len = 10",
            "CREATE USER app@'%' IDENTIFIED BY 'x'",
            "CREATE USER old@'%'"
        );
        await bench.Source.RunAsync(
            "UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.max_user_connections', 99) WHERE User = 'root'",
            "DELETE FROM mysql.global_priv WHERE User = 'old'",
            "UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.max_connections', 9) WHERE User = 'app'",
            "FLUSH PRIVILEGES",
            "GRANT SELECT ON shop.* TO app@'%'"
        );
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        string before = await ReadRootAsync(target);

        ReplayReport report = await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        (await ReadRootAsync(target)).ShouldBe(before);
        report.PassedOver.ShouldHaveSingleItem().ShouldContain("rows of mysql.global_priv: root@localhost");
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task CurrentUser_IsWhoRanTheStatement_AndNotTheRestoresAccount()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "CREATE USER 'a`b'@localhost IDENTIFIED BY 'x'",
            "GRANT ALL ON *.* TO 'a`b'@localhost WITH GRANT OPTION",
            "CREATE ROLE reader"
        );
        await RunAsAsync(bench, "ALTER USER CURRENT_USER WITH MAX_USER_CONNECTIONS 7", "GRANT SELECT ON shop.* TO CURRENT_USER()");
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        string before = await ReadRootAsync(target);

        (await bench.ReplayAsync(await bench.PlanToEndAsync(), target)).PassedOver.ShouldBeEmpty();

        (await ReadRootAsync(target)).ShouldBe(before);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task Roles_AreGivenToWhoMadeThem_AndNotToTheRestoresAccount()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "CREATE USER 'a`b'@'%' IDENTIFIED BY 'x'",
            "GRANT CREATE USER ON *.* TO 'a`b'@'%'",
            "CREATE USER healthcheck@localhost"
        );
        await RunAsAsync(bench, "CREATE ROLE silent /* c */", "CREATE ROLE `said`, more WITH ADMIN Current_User()");
        await bench.Source.RunAsync(
            "CREATE ROLE of_root",
            "CREATE ROLE of_left WITH ADMIN healthcheck@localhost",
            "CREATE ROLE of_name WITH ADMIN 'a`b'@'%'",
            "CREATE ROLE of_role WITH ADMIN of_root"
        );
        await RunAsAsync(bench, "GRANT silent TO of_root");
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        (await bench.ReplayAsync(await bench.PlanToEndAsync(), target)).PassedOver.ShouldHaveSingleItem().ShouldContain("healthcheck");

        (await ReadRolesAsync(target, "a`b")).ShouldBe("more Y, of_name Y, said Y, silent Y");
        (await ReadRolesAsync(target, "a`b")).ShouldBe(await ReadRolesAsync(bench.Source.Server, "a`b"));
        (await ReadRolesAsync(target, "of_root")).ShouldBe(await ReadRolesAsync(bench.Source.Server, "of_root"));
        (await ReadRolesAsync(target, "root")).ShouldBe("more Y, of_left Y, of_name Y, of_role Y, of_root Y, said Y, silent Y");
    }

    [Fact]
    public async Task CurrentUser_WithAPassword_WhichTheSourceTookOrIgnored_IsRefused()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("CREATE USER 'a`b'@localhost IDENTIFIED BY 'x'", "GRANT CREATE USER ON *.* TO 'a`b'@localhost");
        await RunAsAsync(bench, "ALTER USER CURRENT_USER IDENTIFIED BY 'hidden'");
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await Should.ThrowAsync<UnreplayableChangeException>(bench.PlanToEndAsync);
        bench.IsShippedByOlderVersion = true;
        UnreplayableChangeException error = await Should.ThrowAsync<UnreplayableChangeException>(async () =>
            await bench.ReplayAsync(await bench.PlanToEndAsync(), target)
        );

        error.Message.ShouldContain("ALTER USER a`b@localhost");
        error.Message.ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("DROP USER app@'%', healthcheck@localhost", "DROP USER app@%, healthcheck@localhost")]
    [InlineData("RENAME USER healthcheck@localhost TO kept@localhost", "RENAME USER healthcheck@localhost, kept@localhost")]
    [InlineData(
        "UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.max_connections', 9) WHERE User IN ('app', 'root')",
        "rows of mysql.global_priv of both the estate's accounts and a server's own"
    )]
    public async Task WhatMayBeOfBoth_IsRefusedBeforeAnyWrite_WithThePlaceToStopAt(string statement, string told)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("CREATE USER app@'%'", "CREATE USER healthcheck@localhost", statement);
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await Should.ThrowAsync<UnreplayableChangeException>(bench.PlanToEndAsync);
        bench.IsShippedByOlderVersion = true;
        UnreplayableChangeException error = await Should.ThrowAsync<UnreplayableChangeException>(async () =>
            await bench.ReplayAsync(await bench.PlanToEndAsync(), target)
        );

        error.Message.ShouldContain(told);
        error.NextStep.ShouldContain("the target 'mysql-bin.000001:");
        await ReplayBench.ShouldBeUntouchedAsync(target);
    }

    private static async Task RunAsAsync(ReplayBench bench, params string[] statements)
    {
        await using MariaDbConnection user = await MariaDbConnection.OpenAsync(
            bench.Source.Endpoint,
            new MariaDbAccount("a`b", new("x")),
            Token
        );
        foreach (string statement in statements)
        {
            await user.ExecuteAsync(statement, Token);
        }
    }

    private static async Task<string> ReadRolesAsync(MariaDbServer server, string user)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(server), ShippingBench.Root, Token);
        IReadOnlyList<string?[]> roles = await root.QueryStringsAsync(
            $"SELECT CONCAT(Role, ' ', Admin_option) FROM mysql.roles_mapping WHERE User = '{user}' ORDER BY 1",
            Token
        );
        return string.Join(", ", roles.Select(row => row[0]));
    }

    private static async Task<string> ReadRootAsync(MariaDbServer server)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(server), ShippingBench.Root, Token);
        return string.Join(
            '\n',
            (
                await root.QueryStringsAsync(
                    "SELECT User, Host, JSON_REMOVE(Priv, '$.password_last_changed') FROM mysql.global_priv "
                        + "WHERE User IN ('root', 'mariadb.sys', 'healthcheck', 'ops_target') ORDER BY 1, 2",
                    Token
                )
            ).Select(row => string.Join('|', row))
        );
    }
}
