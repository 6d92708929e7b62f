using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Reconciliation;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Replay;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Reconciliation;

[Slow]
public sealed class RowReconciliationTests
{
    private const string EveryType =
        "id INT PRIMARY KEY, a TINYINT, b SMALLINT, c MEDIUMINT, d BIGINT, e FLOAT, f DOUBLE, g DECIMAL(65,30), h DECIMAL(3,0), "
        + "i BIT(1), j BIT(13), k BIT(64), l DATE, m TIME, n TIME(5), o DATETIME, p DATETIME(3), q TIMESTAMP(1) NULL, r YEAR, "
        + "s CHAR(10), t CHAR(255), u VARCHAR(10), v VARCHAR(300), w VARCHAR(500) COMPRESSED, "
        + "x BINARY(5), y VARBINARY(400), z TINYBLOB, aa BLOB, ab MEDIUMBLOB, ac LONGTEXT, ad TEXT COMPRESSED, "
        + "ae ENUM('x','y'), af SET('a','b','c','d','e','f','g','h','i'), "
        + "ag JSON, ah GEOMETRY, ai INET4, aj INET6, ak UUID";

    private const string EveryValue =
        "seq % 100, seq, seq, seq, seq / 3, seq / 7, seq / 9, seq % 999, seq % 2, seq, seq, "
        + "'2026-01-02', '10:11:12', '10:11:12.12345', '2026-01-02 03:04:05', '2026-01-02 03:04:05.678', '2026-01-02 03:04:05.6', 2026, "
        + "'ten', REPEAT('ä', seq % 255), 'v', REPEAT('w', seq % 300), REPEAT('x', seq % 500), "
        + "'b', REPEAT('y', seq % 400), 'tiny', REPEAT('z', seq), REPEAT('m', seq * 3), "
        + "REPEAT('l', seq * 5), REPEAT('c', seq * 2), 'y', 'a,i', '{}', POINT(1, seq), '1.2.3.4', '::1', UUID()";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("log-bin-compress=OFF", "FULL")]
    [InlineData("log-bin-compress=ON", "FULL")]
    [InlineData("binlog-annotate-row-events=OFF", "MINIMAL")]
    public async Task Rows_OfEveryType_AreCounted_AndARowTooFewIsFound(string setting, string imagesOfSession)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync(setting, "log-bin-compress-min-len=10");
        await bench.Source.RunAsync(
            "USE shop",
            $"CREATE TABLE typed ({EveryType})",
            "SET GLOBAL mysql56_temporal_format=OFF",
            "CREATE TABLE old_times (id INT PRIMARY KEY, a TIME, b DATETIME, c TIMESTAMP NULL)",
            "SET GLOBAL mysql56_temporal_format=ON",
            $"INSERT INTO typed SELECT seq, {EveryValue} FROM seq_1_to_100",
            "CREATE TABLE nokey (a INT, b TEXT)"
        );
        MariaDbServer target = await ImportAsync(bench);
        await bench.Source.RunAsync(
            "USE shop",
            $"SET SESSION binlog_row_image={imagesOfSession}",
            $"INSERT INTO typed SELECT seq, {EveryValue} FROM seq_101_to_900",
            "INSERT INTO typed (id) SELECT seq FROM seq_901_to_950",
            "REPLACE INTO typed (id, a) VALUES (1, 2), (5000, 3)",
            "DELETE FROM typed WHERE id % 3 = 0",
            "UPDATE typed SET v = 'other' WHERE id % 5 = 0",
            "INSERT INTO old_times SELECT seq, '10:11:12', '2026-01-02 03:04:05', '2026-01-02 03:04:05' FROM seq_1_to_50",
            "DELETE FROM old_times WHERE id > 40",
            "INSERT INTO nokey SELECT seq % 3, 'same' FROM seq_1_to_90",
            "DELETE FROM nokey WHERE a = 1 LIMIT 7",
            "INSERT INTO m (v) VALUES ('of MyISAM')",
            "TRUNCATE TABLE t"
        );
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        await bench.ReplayAsync(plan, target);

        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);

        TableCounted Counted(string table) => verdict.Tables.Single(found => found.Table == table);
        Counted("`shop`.`typed`").ShouldBe(new TableCounted("`shop`.`typed`", 635, 635, null));
        Counted("`shop`.`old_times`").ShouldBe(new TableCounted("`shop`.`old_times`", 40, 40, null));
        Counted("`shop`.`nokey`").ShouldBe(new TableCounted("`shop`.`nokey`", 83, 83, null));
        Counted("`shop`.`m`").Rows.ShouldBe(1);
        Counted("`shop`.`t`").NotCounted.ShouldBe("a statement in the log names it");

        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("DELETE FROM shop.nokey LIMIT 1", Token);
        RowsDifferException error = await Should.ThrowAsync<RowsDifferException>(() =>
            bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token)
        );
        error.Message.ShouldContain("`shop`.`nokey` has 82 rows instead of 83");
    }

    [Theory]
    [InlineData("RENAME TABLE t TO t_old, nokey TO t, t_old TO nokey", "t", "a statement in the log names it")]
    [InlineData("DROP DATABASE shop; CREATE DATABASE shop; CREATE TABLE shop.t (id INT)", "t", "a statement in the log names it")]
    [InlineData(
        "BEGIN; INSERT INTO fires VALUES (1); SAVEPOINT x; INSERT INTO fires VALUES (2); ROLLBACK TO x; COMMIT",
        "fires",
        "a transaction with it was rolled back in part"
    )]
    [InlineData(
        "SET SESSION binlog_format=STATEMENT; INSERT INTO nokey VALUES (1, 'by statement')",
        "m",
        "the log has a statement in place of its rows"
    )]
    [InlineData("DELETE FROM parent", "child", "deletes cascade into it, which the log does not show")]
    [InlineData("UPDATE versioned SET a = 2", "versioned", "it keeps history")]
    [InlineData("INSERT INTO in_memory VALUES (2)", "in_memory", "its engine is MEMORY")]
    public async Task Table_WhoseRowsTheLogDoesNotTell_IsNamedWithItsReason_AndStopsNoRestore(
        string statements,
        string table,
        string reason
    )
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "USE shop",
            "CREATE TABLE nokey (a INT, b TEXT)",
            "INSERT INTO nokey VALUES (1, 'one')",
            "INSERT INTO t (v) VALUES ('one'), ('two')",
            "CREATE TABLE parent (id INT PRIMARY KEY)",
            "INSERT INTO parent VALUES (1)",
            "CREATE TABLE child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)",
            "INSERT INTO child VALUES (1, 1)",
            "CREATE TABLE versioned (a INT) WITH SYSTEM VERSIONING",
            "INSERT INTO versioned VALUES (1)",
            "CREATE TABLE in_memory (a INT) ENGINE=MEMORY",
            "CREATE TABLE fires (a INT)",
            "CREATE TRIGGER fires_after AFTER INSERT ON fires FOR EACH ROW INSERT INTO m (v) VALUES ('stays')"
        );
        MariaDbServer target = await ImportAsync(bench);
        await bench.Source.RunAsync(["USE shop", .. statements.Split("; ")]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        await bench.ReplayAsync(plan, target);

        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);

        verdict.Tables.Single(found => found.Table == $"`shop`.`{table}`").NotCounted.ShouldBe(reason);
        verdict.Tables.Count(found => found.NotCounted is null).ShouldBeGreaterThanOrEqualTo(table == "m" ? 0 : 1);
    }

    private static async Task<MariaDbServer> ImportAsync(ReplayBench bench)
    {
        bench.Set = await new DatabaseDump(
            bench.Source.Store,
            TimeProvider.System,
            NoProgress.Instance,
            new DumpOptions { Connections = 2 }
        ).RunAsync(new DumpRequest("fern", "backup", bench.Source.Endpoint, ShippingBench.Root), Token);
        MariaDbServer target = await bench.StartEmptyTargetAsync();
        await bench.ImportAsync(target, bench.Set.SetId);
        return target;
    }
}
