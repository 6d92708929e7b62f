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
        MariaDbServer target = await bench.BackUpAndImportAsync();
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
        Counted("`shop`.`typed`").ShouldBe(new TableCounted("`shop`.`typed`", 635, 635, null, 100));
        Counted("`shop`.`old_times`").ShouldBe(new TableCounted("`shop`.`old_times`", 40, 40, null, 0));
        Counted("`shop`.`nokey`").ShouldBe(new TableCounted("`shop`.`nokey`", 83, 83, null, 0));
        Counted("`shop`.`m`").Rows.ShouldBe(1);
        Counted("`shop`.`t`").Rows.ShouldBe(0);
        verdict.Coverage.ShouldNotBeNull().Warning.ShouldBeNull();

        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("DELETE FROM shop.nokey LIMIT 1", Token);
        RowsDifferException error = await Should.ThrowAsync<RowsDifferException>(() =>
            bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token)
        );
        error.Message.ShouldContain("`shop`.`nokey` has 82 rows instead of 83");
    }

    [Theory]
    [InlineData("ALTER TABLE parts DROP PARTITION p0", "parts", "a statement in the log changes its rows")]
    [InlineData("ALTER TABLE parts EXCHANGE PARTITION p0 WITH TABLE swapped", "swapped", "a statement in the log changes its rows")]
    [InlineData("ALTER TABLE nokey ADD SYSTEM VERSIONING; UPDATE nokey SET a = 7", "nokey", "it keeps history")]
    [InlineData(
        "SET NAMES gbk; ALTER TABLE nokey COMMENT 'ü'",
        "nokey",
        "a statement in the log names it in a form that this version cannot read"
    )]
    [InlineData(
        "RENAME TABLE nokey TO away; CREATE VIEW nokey AS SELECT 1",
        "nokey",
        "the log drops or renames it, and something else has its name"
    )]
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
            "CREATE TABLE parts (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))",
            "INSERT INTO parts VALUES (1), (11)",
            "CREATE TABLE swapped (a INT)",
            "CREATE TABLE fires (a INT)",
            "CREATE TRIGGER fires_after AFTER INSERT ON fires FOR EACH ROW INSERT INTO m (v) VALUES ('stays')"
        );
        MariaDbServer target = await bench.BackUpAndImportAsync();
        await bench.Source.RunAsync(["USE shop", .. statements.Split("; ")]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        await bench.ReplayAsync(plan, target);

        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);

        verdict.Tables.Single(found => found.Table == $"`shop`.`{table}`").NotCounted.ShouldBe(reason);
        verdict.Tables.Count(found => found.NotCounted is null).ShouldBeGreaterThanOrEqualTo(table == "m" ? 0 : 1);
        if (table == "m")
        {
            verdict.Warnings.ShouldContain(verdict.Coverage.ShouldNotBeNull().Warning.ShouldNotBeNull());
        }
    }

    [Fact]
    public async Task Rows_AreCountedThroughDdl_AndApartFromTablesOfTheSameNameInAnotherDatabase()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        string[] tables =
        [
            "rows_only",
            "altered",
            "emptied",
            "dropped",
            "again",
            "left",
            "`right`",
            "likeness",
            "`odd``\"na.me ü`",
            "moved",
        ];
        await bench.Source.RunAsync([
            "USE shop",
            "CREATE DATABASE twin",
            "CREATE DATABASE gone",
            "CREATE TABLE gone.moved (id INT)",
            "CREATE TABLE gone.g (id INT)",
            "INSERT INTO gone.g VALUES (1), (2)",
            .. ((string[])["shop", "twin"]).SelectMany(schema =>
                tables.SelectMany(table =>
                    (string[])
                        [
                            $"CREATE TABLE {schema}.{table} (id INT PRIMARY KEY, v VARCHAR(20))",
                            $"INSERT INTO {schema}.{table} SELECT seq, 'set' FROM seq_1_to_10",
                        ]
                )
            ),
        ]);
        MariaDbServer target = await bench.BackUpAndImportAsync();
        IEnumerable<string> Rows(int first, int without) =>
            tables.SelectMany(table =>
                (string[])
                    [
                        $"INSERT INTO twin.{table} VALUES ({first}, 'log'), ({first + 1}, 'log')",
                        $"DELETE FROM twin.{table} WHERE id = {without}",
                    ]
            );
        await bench.Source.RunAsync([
            "USE shop",
            .. Rows(first: 11, without: 1),
            "INSERT INTO altered VALUES (11, 'log')",
            "ALTER TABLE altered ADD COLUMN more INT, MODIFY v TEXT, ADD INDEX (more), CONVERT TO CHARACTER SET latin1, ENGINE=Aria",
            "ALTER /* twin.altered */ TABLE shop . altered RENAME COLUMN more TO `table`, RENAME KEY more TO k, COMMENT 'PARTITION'",
            "CREATE UNIQUE INDEX k2 ON altered (id)",
            "DELETE FROM altered WHERE id <= 2",
            "TRUNCATE emptied",
            "ALTER ONLINE TABLE emptied COMMENT 'one'",
            "INSERT INTO emptied VALUES (1, 'log')",
            "DROP TABLE dropped, again",
            "CREATE TABLE again (id INT) AS SELECT seq AS id FROM seq_1_to_4",
            "CREATE OR REPLACE TABLE likeness LIKE altered",
            "INSERT INTO likeness (id) VALUES (1), (2), (3)",
            "RENAME TABLE `left` TO tmp, `right` TO `left`, tmp TO `right`",
            "INSERT INTO `left` VALUES (11, 'log')",
            "ALTER TABLE moved RENAME TO gone.came, ADD COLUMN x INT",
            "INSERT INTO gone.came (id) VALUES (21)",
            "RENAME TABLE gone.came TO shop.arrived",
            "DELETE FROM arrived LIMIT 4",
            "SET STATEMENT max_statement_time=0 FOR ALTER TABLE `odd``\"na.me ü` ADD COLUMN `y``y` INT",
            "DELETE FROM `odd``\"na.me ü` WHERE id > 7",
            "SET sql_mode='ANSI_QUOTES,ORACLE'",
            "ALTER TABLE \"rows_only\" ADD COLUMN \"DROP PARTITION p\" INT",
            "SET sql_mode=DEFAULT",
            "CREATE TABLE of_log (id INT) ENGINE=InnoDB",
            "INSERT INTO of_log SELECT seq FROM seq_1_to_7",
            "CREATE TABLE in_memory (id INT) ENGINE=MEMORY",
            "CREATE TABLE IF NOT EXISTS rows_only (id INT)",
            "CREATE VIEW sees AS SELECT * FROM twin.moved",
            "CREATE TABLE IF NOT EXISTS sees (id INT)",
            "CREATE TRIGGER rows_only_after AFTER INSERT ON rows_only FOR EACH ROW INSERT INTO of_log VALUES (NEW.id)",
            "INSERT INTO rows_only (id) VALUES (100), (101)",
            "CREATE USER moved@localhost IDENTIFIED BY 'x'",
            "GRANT SELECT ON twin.moved TO moved@localhost",
            "ANALYZE TABLE twin.moved",
            "OPTIMIZE TABLE twin.emptied",
            "DROP DATABASE gone",
            .. Rows(first: 31, without: 2),
        ]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        await bench.ReplayAsync(plan, target);

        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);

        foreach (string table in tables)
        {
            string name = table.StartsWith('`') ? table : $"`{table}`";
            verdict.Tables.Single(found => found.Table == $"`twin`.{name}").ShouldBe(new TableCounted($"`twin`.{name}", 12, 12, null, 10));
        }

        IEnumerable<string> ofShop = verdict
            .Tables.Where(table =>
                table.Table.StartsWith("`shop`", StringComparison.Ordinal) || table.Table.StartsWith("`gone`", StringComparison.Ordinal)
            )
            .Select(table => $"{table.Table} {table.Expected}={table.Rows} {table.NotCounted}{(table.IsOfLog ? "of the log" : "")}");
        ofShop.ShouldBe(
            [
                "`gone`.`g` 0=0 ",
                "`gone`.`moved` 0=0 ",
                "`shop`.`again` 4=4 ",
                "`shop`.`altered` 9=9 ",
                "`shop`.`dropped` 0=0 ",
                "`shop`.`emptied` 1=1 ",
                "`shop`.`left` 11=11 ",
                "`shop`.`likeness` 3=3 ",
                "`shop`.`m` 0=0 ",
                "`shop`.`moved` 0=0 ",
                "`shop`.`odd``\"na.me ü` 7=7 ",
                "`shop`.`right` 10=10 ",
                "`shop`.`rows_only` 12=12 ",
                "`shop`.`t` 0=0 ",
                "`shop`.`arrived` 7=7 of the log",
                "`shop`.`in_memory` = its engine is MEMORYof the log",
                "`shop`.`of_log` 9=9 of the log",
            ],
            ignoreOrder: true
        );
        RowCoverage coverage = verdict.Coverage.ShouldNotBeNull();
        coverage.ShouldBe(coverage with { TablesNotCounted = 0, RowsNotCounted = 0, TablesOfLogCounted = 2, Warning = null });

        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("DROP TABLE shop.of_log", Token);
        RowsDifferException error = await Should.ThrowAsync<RowsDifferException>(() =>
            bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token)
        );
        error.Message.ShouldContain("`shop`.`of_log` is missing, with 9 rows");
    }
}
