using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>
/// Logs of a source that was restored itself. The source has notes of that restore, and a person deletes them with the log on.
/// </summary>
[Slow]
public sealed class RestoredSourceTests
{
    private static readonly string[] Notes =
    [
        "CREATE DATABASE IF NOT EXISTS serverless_ops_restore CHARACTER SET utf8mb4",
        "USE serverless_ops_restore",
        "CREATE TABLE import (run_id VARCHAR(80) PRIMARY KEY, set_id VARCHAR(80))",
        "CREATE TABLE replay_cursor (id INT PRIMARY KEY, v INT) ENGINE=MyISAM",
        "INSERT INTO import VALUES ('old', 'old')",
        "INSERT INTO replay_cursor VALUES (1, 1), (2, 2)",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ItsOwnSchema_MadeChangedAndDropped_IsPassedOver_TheEstateIsNot_AndTheReportTells()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync([
            .. Notes,
            "UPDATE replay_cursor SET v = 3",
            "DELETE FROM import",
            "ALTER TABLE import ADD COLUMN x INT",
            "TRUNCATE TABLE import",
            "RENAME TABLE import TO moved",
            "CREATE TABLE made SELECT * FROM replay_cursor",
            "CREATE TABLE shop.from_there (a INT)",
            "INSERT INTO shop.t (v) VALUES ('with its database as the default')",
            "CREATE TABLE shop.doomed (a INT)",
            "CREATE PROCEDURE shop.tidy() DROP DATABASE serverless_ops_restore",
            "USE shop",
            "CREATE TABLE told (a INT) COMMENT 'serverless_ops_restore.import'",
            "GRANT SELECT ON serverless_ops_restore.* TO ops_ship@localhost",
            "DROP DATABASE serverless_ops_restore",
            "INSERT INTO t (v) VALUES ('after')",
            "DROP SCHEMA IF EXISTS `serverless_ops_restore`",
        ]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        ReplayReport report = await bench.ReplayAsync(plan, target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        report.PassedOver.ShouldContain(text => text.EndsWith(": DROP DATABASE serverless_ops_restore", StringComparison.Ordinal));
        report.PassedOver.ShouldContain(text => text.Contains(": rows of serverless_ops_restore.replay_cursor", StringComparison.Ordinal));
        report.PassedOver.ShouldNotContain(text => text.Contains("shop", StringComparison.Ordinal));
        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);
        verdict.PassedOver.ShouldBe(report.PassedOver);
    }

    [Theory]
    [InlineData("log-bin-compress=OFF")]
    [InlineData("log-bin-compress=ON")]
    public async Task RowsOfBoth_InOneStatement_KeepThoseOfTheEstate(string setting)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync(setting, "log-bin-compress-min-len=10");
        await bench.Source.RunAsync([
            .. Notes,
            "USE shop",
            "CREATE TRIGGER t_after AFTER INSERT ON t FOR EACH ROW "
                + "INSERT INTO serverless_ops_restore.replay_cursor VALUES (NEW.id + 100, 0)",
            "INSERT INTO t (v) VALUES ('one'), ('two')",
            "INSERT INTO t (v) SELECT REPEAT('many', 200) FROM seq_1_to_200",
            "INSERT INTO m (v) VALUES ('of MyISAM')",
            "BEGIN",
            "INSERT INTO t (v) VALUES ('three')",
            "INSERT INTO serverless_ops_restore.import VALUES ('x', 'y')",
            "INSERT INTO t (v) VALUES ('four')",
            "COMMIT",
            "UPDATE t, serverless_ops_restore.import SET t.v = CONCAT(LEFT(t.v, 20), '!'), import.set_id = 'z'",
        ]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        foreach (int buffered in (int[])[4 * 1024 * 1024, 8 * 1024])
        {
            bench.Options = new ReplayOptions { BatchBytes = 8 * 1024, BufferedTransactionBytes = buffered };
            MariaDbServer target = await bench.StartTargetAsync();

            await bench.ReplayAsync(plan, target);

            await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        }
    }

    [Theory]
    [InlineData("log-bin-compress=OFF")]
    [InlineData("log-bin-compress=ON")]
    public async Task ADropOfTablesOfBoth_DropsThoseOfTheEstate(string setting)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync(setting, "log-bin-compress-min-len=10");
        await bench.Source.RunAsync([
            .. Notes,
            "CREATE TABLE shop.`a``b,c` (a INT)",
            "CREATE TABLE shop.x (a INT)",
            "CREATE TABLE shop.stays (a INT)",
            "DROP TABLE import, shop.`a``b,c`, replay_cursor, shop.x",
        ]);
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        ReplayReport report = await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        report.PassedOver[^1].ShouldContain("in part: DROP TABLE `import`");
    }

    [Fact]
    public async Task ATableThatIsMovedOut_IsRefusedBeforeAnyWrite_WithThePlaceToStopAt()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync([.. Notes, "RENAME TABLE import TO shop.kept"]);
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await Should.ThrowAsync<UnreplayableChangeException>(bench.PlanToEndAsync);
        bench.IsShippedByOlderVersion = true;
        UnreplayableChangeException error = await Should.ThrowAsync<UnreplayableChangeException>(async () =>
            await bench.ReplayAsync(await bench.PlanToEndAsync(), target)
        );

        error.Message.ShouldContain("RENAME TABLE import TO shop.kept");
        error.NextStep.ShouldContain("the target 'mysql-bin.000001:");
        await ReplayBench.ShouldBeUntouchedAsync(target);
    }
}
