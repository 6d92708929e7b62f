using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>A replay makes the roles, admins and accounts of the source, and no others.</summary>
[Slow]
public sealed class RolesReplayTests
{
    private const string Accounts = "SELECT CONCAT(User, '@', Host) FROM mysql.global_priv ORDER BY 1";
    private const string Admins =
        "SELECT CONCAT(Role, ' of ', User, '@', Host, ' ', Admin_option) FROM mysql.roles_mapping WHERE User <> 'root' ORDER BY 1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryFormOfCreateRole_LeavesTheAccountsAndAdminsOfTheSource()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "CREATE USER dba@localhost IDENTIFIED BY 'x'",
            "GRANT ALL ON *.* TO dba@localhost WITH GRANT OPTION",
            "CREATE USER `ü`@localhost IDENTIFIED BY 'x'",
            "GRANT ALL ON *.* TO `ü`@localhost WITH GRANT OPTION",
            "CREATE USER u1@localhost",
            "CREATE USER u2@localhost",
            "CREATE ROLE radm",
            "GRANT radm TO dba@localhost WITH ADMIN OPTION"
        );
        await RunAsAsync(
            bench,
            "dba",
            Encoding.UTF8,
            "SET sql_mode=''",
            "CREATE ROLE a1 WITH ADMIN nobody",
            "GRANT SELECT ON shop.* TO made@localhost", // makes an account on the source too
            "SET sql_mode=DEFAULT",
            "CREATE ROLE a2 WITH ADMIN nobody",
            "CREATE ROLE a3 WITH ADMIN u9@localhost",
            "CREATE ROLE a4, a5 WITH ADMIN u1@localhost",
            "CREATE ROLE IF NOT EXISTS a4 WITH ADMIN u2@localhost",
            "CREATE ROLE IF NOT EXISTS a4, a6 WITH ADMIN u2@localhost",
            "CREATE OR REPLACE ROLE a4 WITH ADMIN u2@localhost",
            "-1396 CREATE ROLE a5, a7 WITH ADMIN u2@localhost",
            "-1396 CREATE ROLE a5, a8",
            "CREATE ROLE a9 WITH ADMIN radm",
            "CREATE ROLE a10 WITH ADMIN CURRENT_USER()",
            "CREATE /* c */ ROLE a11 -- of dba",
            "SET STATEMENT max_statement_time=10 FOR CREATE ROLE a12",
            "/*!100005 CREATE ROLE a13 WITH ADMIN root@localhost */",
            "CREATE ROLE a14 WITH ADMIN a14",
            "CREATE ROLE u1 WITH ADMIN u1@localhost",
            "CREATE OR REPLACE ROLE a5",
            "SET ROLE radm",
            "CREATE ROLE a15 WITH ADMIN CURRENT_ROLE",
            "CREATE OR REPLACE ROLE a15 WITH ADMIN CURRENT_ROLE()",
            "GRANT SELECT ON shop.* TO a15",
            // Each of these needs the admin option on the role.
            "SET ROLE NONE",
            "GRANT a11 TO u1@localhost WITH ADMIN OPTION",
            "GRANT a10 TO u2@localhost",
            "SET DEFAULT ROLE a10 FOR u2@localhost",
            "SET DEFAULT ROLE NONE FOR u2@localhost",
            "REVOKE ADMIN OPTION FOR a11 FROM u1@localhost",
            "-1396 DROP ROLE a12, nonono",
            "CREATE ROLE short",
            "SET ROLE short",
            "DROP ROLE CURRENT_ROLE"
        );
        await RunAsAsync(bench, "ü", Encoding.Latin1, "SET NAMES latin1", "CREATE ROLE rü", "GRANT rü TO u1@localhost");
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        (await bench.ReplayAsync(await bench.PlanToEndAsync(), target)).PassedOver.ShouldBeEmpty();

        (await ReplayBench.ReadAsync(target, Accounts)).ShouldBe(await ReplayBench.ReadAsync(bench.Source.Server, Accounts));
        (await ReplayBench.ReadAsync(target, Admins)).ShouldBe(await ReplayBench.ReadAsync(bench.Source.Server, Admins));
        (await ReplayBench.ReadAsync(target, Accounts)).ShouldNotContain("nobody@%");
    }

    [Fact]
    public async Task ANameThatTheClientsCharacterSetLacks_IsRefusedBeforeAnyWrite()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("CREATE USER `ж`@localhost IDENTIFIED BY 'x'", "GRANT ALL ON *.* TO `ж`@localhost WITH GRANT OPTION");
        await RunAsAsync(bench, "ж", Encoding.Latin1, "SET NAMES latin1", "CREATE ROLE r");
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await Should.ThrowAsync<UnreplayableChangeException>(bench.PlanToEndAsync);
        bench.IsShippedByOlderVersion = true;
        UnreplayableChangeException error = await Should.ThrowAsync<UnreplayableChangeException>(async () =>
            await bench.ReplayAsync(await bench.PlanToEndAsync(), target)
        );

        error.Message.ShouldContain("depends on the account that ran it");
        error.NextStep.ShouldContain("the target 'mysql-bin.000001:");
        await ReplayBench.ShouldBeUntouchedAsync(target);
    }

    // A statement may begin with the error that the server answers it with.
    private static async Task RunAsAsync(ReplayBench bench, string user, Encoding encoding, params string[] statements)
    {
        await using MariaDbConnection client = await MariaDbConnection.OpenAsync(bench.Source.Endpoint, new(user, new("x")), Token);
        foreach (string statement in statements)
        {
            if (statement[0] == '-')
            {
                (await Should.ThrowAsync<ServerErrorException>(() => client.ExecuteAsync(statement[6..], Token))).Number.ShouldBe(1396);
                continue;
            }

            await client.ExecuteAllAsync(encoding.GetBytes(statement), Token);
        }
    }
}
