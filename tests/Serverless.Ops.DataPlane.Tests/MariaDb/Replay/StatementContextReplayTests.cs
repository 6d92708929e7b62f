using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Statements whose result depends on the default database. Their events name it.</summary>
[Slow]
public sealed class StatementContextReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
}
