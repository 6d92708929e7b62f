using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Statements whose result depends on the default database, or on the account that runs them. Their events name both.</summary>
[Slow]
public sealed class StatementContextReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // PyMySQL, which Frappe uses, sets a collation when its configuration has one. Other drivers name it when they log in.
    [Fact]
    public async Task AClientsCollation_IsTheOneThatItSet_ForEveryStatement()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await using MariaDbConnection source = await MariaDbConnection.OpenAsync(bench.Source.Endpoint, new("root", new("")), Token);
        foreach (
            (string names, int number) in ((string, int)[])
                [
                    ("utf8mb4 COLLATE utf8mb4_bin", 1),
                    ("utf8mb4 COLLATE utf8mb4_unicode_ci", 2),
                    ("utf8mb4 COLLATE uca1400_as_cs", 3),
                    ("utf8mb3 COLLATE utf8mb3_bin", 4),
                    ("latin1 COLLATE latin1_german1_ci", 5),
                    ("big5 COLLATE big5_bin", 6),
                    ("binary", 7),
                ]
        )
        {
            await source.ExecuteAsync($"SET NAMES {names}", Token);
            await source.ExecuteAsync($"CREATE TABLE shop.c{number} (a VARCHAR(10) DEFAULT CONCAT('x'))", Token);
            await source.ExecuteAsync($"CREATE VIEW shop.v{number} AS SELECT 'x' AS c", Token);
            await source.ExecuteAsync(
                $"CREATE TRIGGER shop.tr{number} BEFORE INSERT ON shop.c{number} FOR EACH ROW SET NEW.a = 'y'",
                Token
            );
            await source.ExecuteAsync($"CREATE TABLE shop.s{number} AS SELECT 'x' AS c", Token);
        }

        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task TheDefaultDatabase_IsTheOneThatTheEventNames_ForEveryStatement()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await using MariaDbConnection source = await MariaDbConnection.OpenAsync(bench.Source.Endpoint, new("root", new("")), Token);
        foreach (
            string statement in (string[])
                [
                    "CREATE DATABASE aa CHARACTER SET latin1",
                    "CREATE DATABASE bb CHARACTER SET latin1",
                    "CREATE DATABASE `ü` CHARACTER SET latin1",
                    "USE bb",
                    "ALTER DATABASE CHARACTER SET utf8mb4",
                    "USE aa",
                    "CREATE TABLE t1 (x INT)",
                    "USE `ü`",
                    "ALTER SCHEMA COLLATE latin1_bin",
                    "CREATE TABLE t1 (v VARCHAR(10)) ENGINE=MyISAM",
                    "USE aa",
                    "CREATE TABLE t2 (v VARCHAR(10))",
                    "SET binlog_format=STATEMENT",
                    "BEGIN",
                    "INSERT INTO t1 VALUES (1)",
                    "USE shop",
                    "INSERT INTO t (v) VALUES ('two')",
                    "SET NAMES latin1",
                    "INSERT INTO t (v) VALUES ('three')",
                    "SET NAMES utf8mb4",
                    "USE `ü`",
                    "SET NAMES latin1",
                    "INSERT INTO t1 VALUES ('four')",
                    "SET @`b;c` = 'd;e'",
                    "INSERT INTO t1 VALUES (@`b;c`)",
                    "COMMIT",
                    "CREATE DATABASE gone",
                    "USE gone",
                    "DROP DATABASE gone",
                    "CREATE TABLE aa.t3 (x INT)",
                ]
        )
        {
            await source.ExecuteAsync(statement, Token);
        }

        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        foreach (int buffered in (int[])[4 * 1024 * 1024, 100])
        {
            bench.Options = new ReplayOptions { BufferedTransactionBytes = buffered };
            MariaDbServer target = await bench.StartTargetAsync();

            await bench.ReplayAsync(plan, target);

            await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        }
    }

    [Fact]
    public async Task AlteredEventsAndGrants_AreOfTheAccountThatRanTheStatement()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync([
            "CREATE USER dba@localhost IDENTIFIED BY 'x'",
            "GRANT ALL ON *.* TO dba@localhost WITH GRANT OPTION",
            "CREATE USER `ü`@localhost IDENTIFIED BY 'x'",
            "GRANT ALL ON *.* TO `ü`@localhost WITH GRANT OPTION",
            "CREATE ROLE keeper",
            "GRANT keeper TO dba@localhost WITH ADMIN OPTION",
            "GRANT PROXY ON ''@'%' TO dba@localhost WITH GRANT OPTION",
            "CREATE USER app@'%'",
            "USE shop",
            .. ((string[])["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]).Select(name =>
                $"CREATE EVENT {name} ON SCHEDULE EVERY 1 DAY DISABLE DO SET @a = 1"
            ),
            "GRANT SELECT ON t TO app@'%'",
            "GRANT SELECT ON m TO app@'%'",
        ]);
        await RunAsAsync(
            bench,
            "dba",
            "USE shop",
            "ALTER EVENT a COMMENT 'x'",
            "alter /* c */ event b rename to bb",
            "/*!50117 ALTER */ EVENT c ON COMPLETION PRESERVE",
            "SET STATEMENT max_statement_time=10 FOR ALTER EVENT d ON SCHEDULE EVERY 2 DAY",
            "ALTER DEFINER = CURRENT_USER() EVENT e DO SET @a = 2",
            "ALTER DEFINER=app@'%' EVENT f COMMENT 'x'",
            "ALTER EVENT j ENABLE",
            "ALTER EVENT k DISABLE ON SLAVE",
            "SET ROLE keeper",
            "ALTER DEFINER=CURRENT_ROLE EVENT g COMMENT 'x'",
            "GRANT INSERT ON m TO app@'%'",
            "GRANT SELECT ON shop.* TO CURRENT_ROLE",
            "GRANT CURRENT_ROLE TO app@'%'",
            "CREATE PROCEDURE p() SET @a = 1",
            "GRANT EXECUTE ON PROCEDURE p TO app@'%'",
            "GRANT PROXY ON app@'%' TO dba@localhost"
        );
        await RunAsAsync(bench, "ü", "USE shop", "SET NAMES latin1", "ALTER EVENT h COMMENT 'ü'", "GRANT SELECT (id) ON t TO app@'%'");
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        (await bench.ReplayAsync(await bench.PlanToEndAsync(), target)).PassedOver.ShouldBeEmpty();

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        const string events =
            "SELECT GROUP_CONCAT(CONCAT(EVENT_NAME, ' ', DEFINER) ORDER BY 1 SEPARATOR ', ') FROM information_schema.EVENTS";
        (await ReplayBench.AskAsync(target, events)).ShouldBe(
            "a dba@localhost, bb dba@localhost, c dba@localhost, d dba@localhost, e dba@localhost, f app@%, g keeper@, h ü@localhost, "
                + "i root@localhost, j dba@localhost, k dba@localhost"
        );
        foreach (string table in (string[])["tables_priv", "procs_priv", "proxies_priv"])
        {
            string grantors = $"SELECT GROUP_CONCAT(CONCAT(User, ' ', Grantor) ORDER BY 1 SEPARATOR ', ') FROM mysql.{table}";
            (await ReplayBench.AskAsync(target, grantors)).ShouldBe(await ReplayBench.AskAsync(bench.Source.Server, grantors));
        }
    }

    // Sends the statements as a client with the session's character set would.
    private static async Task RunAsAsync(ReplayBench bench, string user, params string[] statements)
    {
        await using MariaDbConnection client = await MariaDbConnection.OpenAsync(bench.Source.Endpoint, new(user, new("x")), Token);
        bool isLatin1 = false;
        foreach (string statement in statements)
        {
            await client.ExecuteAllAsync((isLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetBytes(statement), Token);
            isLatin1 |= statement == "SET NAMES latin1";
        }
    }
}
