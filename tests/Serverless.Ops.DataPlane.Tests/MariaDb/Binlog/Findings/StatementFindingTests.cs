using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Binlog.Findings;

public sealed class StatementFindingTests
{
    // As pt-table-checksum logs it.
    private const string Checksum =
        "REPLACE INTO `percona`.`checksums` (db, tbl, chunk, chunk_index, lower_boundary, upper_boundary, this_cnt, this_crc) "
        + "SELECT 'shop', 't', '1', 'PRIMARY', '1', '9', COUNT(*) AS cnt, COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#', `id`, "
        + "convert(`v` using utf8mb4), CONCAT(ISNULL(`v`)))) AS UNSIGNED)), 10, 16)), 0) AS crc FROM `shop`.`t` FORCE INDEX(`PRIMARY`) "
        + "WHERE ((`id` >= '1')) AND ((`id` <= '9')) /*checksum chunk*/";

    [Theory]
    [InlineData("INSERT INTO t VALUES (1, 'uuid()', now())", "INSERT of shop.t")]
    [InlineData("insert into `a`.`uuid` (`x`, y) values (concat('a', 1), 2), (3, rand())", "INSERT of a.uuid")]
    [InlineData("INSERT LOW_PRIORITY t SET a = NAME_CONST('x', 3)", "INSERT of shop.t")]
    [InlineData("UPDATE t SET v = 'LIMIT 1; @@x', a = @b WHERE id IN (SELECT id FROM u) -- uuid()", "UPDATE of shop.t")]
    [InlineData("DELETE QUICK FROM a.t WHERE at < NOW() - INTERVAL (1) DAY", "DELETE of a.t")]
    [InlineData("DELETE a, b FROM a JOIN c.b USING (id)", "DELETE of shop.a, shop.b, c.b")]
    [InlineData("DELETE HISTORY FROM t BEFORE SYSTEM_TIME '2026-01-01'", "DELETE of shop.t")]
    [InlineData("SET STATEMENT max_statement_time=1 FOR UPDATE t SET a = 1", "UPDATE of shop.t")]
    [InlineData("UPDATE percona.checksums SET chunk_time = '0.01', master_crc = 'a' WHERE db = 'shop'", "UPDATE of percona.checksums")]
    [InlineData(Checksum, "REPLACE of percona.checksums")]
    public void AStatementWithTheSameResultEverywhere_IsNamedAsSuch(string sql, string text) =>
        Of(sql).ShouldBe((LogFindingKind.SameResult, text));

    [Theory]
    [InlineData("UPDATE tabMember SET txt = UUID() WHERE name = 'secret'", "UPDATE of shop.tabMember: it calls UUID")]
    [InlineData("UPDATE t SET a = uuid /* c */ ()", "UPDATE of shop.t: it calls UUID")]
    [InlineData("UPDATE t SET a = shop.concat('x')", "UPDATE of shop.t: it calls CONCAT")]
    [InlineData("UPDATE t SET a = `now`()", "UPDATE of shop.t: it calls now")]
    [InlineData("UPDATE t SET a = rand()", "UPDATE of shop.t: it calls RAND")]
    [InlineData("UPDATE t SET a = sysdate()", "UPDATE of shop.t: it calls SYSDATE")]
    [InlineData("INSERT INTO t VALUES (CURRENT_USER)", "INSERT of shop.t: it calls CURRENT_USER")]
    [InlineData("INSERT INTO t VALUES (@@hostname)", "INSERT of shop.t: it reads a variable of the server")]
    [InlineData("UPDATE t SET a = (@x := @x + 1)", "UPDATE of shop.t: it sets a user variable row by row")]
    [InlineData("INSERT INTO t VALUES (NEXT VALUE FOR s)", "INSERT of shop.t: it reads a sequence")]
    [InlineData("DELETE FROM t ORDER BY id LIMIT 1", "DELETE of shop.t: which rows LIMIT takes depends on their order")]
    [InlineData("INSERT IGNORE INTO t VALUES (1)", "INSERT of shop.t: which rows IGNORE skips depends on their order")]
    [InlineData(
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 2",
        "INSERT of shop.t: which row ON DUPLICATE KEY changes depends on the order of the keys"
    )]
    [InlineData("UPDATE a, c.b SET a.x = b.y", "UPDATE of shop.a, c.b: a join may find several values for a row")]
    [InlineData("INSERT INTO t SELECT * FROM u", "INSERT of shop.t: the order of the rows that it inserts is not known")]
    [InlineData(
        "INSERT INTO t SELECT a, COUNT(*) FROM u GROUP BY a",
        "INSERT of shop.t: the order of the rows that it inserts is not known"
    )]
    [InlineData("SELECT `shop`.`f`()", "SELECT: it may call a stored routine")]
    [InlineData("CALL p('secret')", "CALL: it may call a stored routine")]
    [InlineData("CREATE TABLE c SELECT * FROM t", "CREATE TABLE of shop.c: it makes a table from a query")]
    public void AStatementWhoseResultMayDiffer_SaysWhy_AndNoValue(string sql, string text)
    {
        Of(sql).ShouldBe((LogFindingKind.MayDiffer, text));
        text.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("ALTER TABLE t ADD c VARCHAR(36) DEFAULT (UUID())", "ALTER TABLE of shop.t: a new column gets its values from UUID")]
    [InlineData(
        "alter online table if exists a.t drop x, add column (b int, c varchar(80) default current_user())",
        "ALTER TABLE of a.t: a new column gets its values from CURRENT_USER"
    )]
    [InlineData("ALTER TABLE t ADD c INT DEFAULT NEXT VALUE FOR s", "ALTER TABLE of shop.t: a new column gets its values from NEXT")]
    [InlineData(
        "ALTER TABLE t ADD id INT AUTO_INCREMENT PRIMARY KEY",
        "ALTER TABLE of shop.t: it numbers the rows by their order in the table, which is the same only if a primary key orders them"
    )]
    [InlineData(
        "ALTER IGNORE TABLE t ADD UNIQUE (a)",
        "ALTER TABLE of shop.t: it drops rows that a new key does not allow, by the order of the rows"
    )]
    public void ADefinitionThatComputesRows_SaysWhy(string sql, string text) => Of(sql).ShouldBe((LogFindingKind.ComputedRows, text));

    [Theory]
    [InlineData("ALTER TABLE t ADD c INT DEFAULT 5, AUTO_INCREMENT=7")]
    [InlineData("ALTER TABLE t ADD at DATETIME DEFAULT CURRENT_TIMESTAMP, COMMENT 'uuid()'")]
    [InlineData("ALTER TABLE t ADD `uuid` (a)")]
    [InlineData("ALTER TABLE t ADD KEY uuid (a)")]
    [InlineData("ALTER TABLE t ALTER c SET DEFAULT UUID()")]
    [InlineData("ALTER TABLE t DROP PRIMARY KEY, ADD id INT AUTO_INCREMENT PRIMARY KEY")]
    [InlineData("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, u VARCHAR(36) DEFAULT UUID())")]
    [InlineData("CREATE DEFINER=`a`@`b` PROCEDURE p() UPDATE t SET a = UUID()")]
    [InlineData("CREATE DEFINER=`a`@`b` VIEW v AS SELECT UUID()")]
    [InlineData("ALTER EVENT e DO DELETE FROM t LIMIT 1")]
    [InlineData("CREATE TABLE t (utf8 INT COMMENT 'utf8', b TEXT CHARSET utf8mb4 COLLATE utf8mb4_bin, c TEXT CHARACTER SET utf8mb3)")]
    [InlineData("BEGIN")]
    [InlineData("SAVEPOINT `s`")]
    [InlineData("TRUNCATE TABLE t")]
    [InlineData("GRANT INSERT ON shop.* TO a")]
    public void AnyOtherStatement_IsNone(string sql) => Of(sql).ShouldBeNull();

    [Theory]
    [InlineData("CREATE TABLE om (a VARCHAR(5) CHARACTER SET utf8)", "CREATE TABLE of shop.om")]
    [InlineData("create or replace table x.om (a int) default charset='utf8'", "CREATE TABLE of x.om")]
    [InlineData("ALTER TABLE om CONVERT TO CHARACTER SET UTF8 COLLATE utf8_bin", "ALTER TABLE of shop.om")]
    [InlineData("ALTER TABLE om MODIFY a TEXT COLLATE utf8_general_ci", "ALTER TABLE of shop.om")]
    [InlineData("CREATE DATABASE d CHARSET = utf8", "CREATE of an object")]
    [InlineData("CREATE DEFINER=`a`@`b` VIEW v AS SELECT _utf8'x' AS a", "CREATE of an object")]
    public void ADefinitionThatNamesUtf8_MayDiffer(string sql, string what) =>
        Of(sql)
            .ShouldBe(
                (
                    LogFindingKind.MayDiffer,
                    $"{what}: it names the character set utf8, and the log does not say whether that was utf8mb3 or utf8mb4 "
                        + "(the session's old_mode)"
                )
            );

    [Theory]
    [InlineData(1 << 10, true)]
    [InlineData(1 << 15, true)]
    [InlineData(1 << 18, true)]
    [InlineData(1 << 20, false)]
    [InlineData(1 << 2, false)]
    public void CreateTableSelect_InAModeThatLeavesOptionsOut_MayDiffer(int mode, bool mayDiffer)
    {
        var logged = new QueryEvent(
            1,
            0,
            "shop",
            "CREATE TABLE \"cs\" (\n  a int(11) NOT NULL\n)"u8.ToArray(),
            new QueryContext { SqlMode = (ulong)mode | (1 << 2) }
        );

        StatementFinding.Of(logged, isBeforeRows: false).ShouldBeNull();
        string found = StatementFinding.Of(logged, isBeforeRows: true)?.Text ?? "";
        found
            .StartsWith("CREATE TABLE of shop.cs: it makes a table from a query, in a sql_mode ", StringComparison.Ordinal)
            .ShouldBe(mayDiffer);
    }

    [Fact]
    public void AStatementThatFailedInPart_MayDiffer() =>
        StatementFinding
            .Of(new QueryEvent(1, 1062, "shop", "INSERT INTO t VALUES (1), (1)"u8.ToArray(), new QueryContext()))
            .ShouldBe((LogFindingKind.MayDiffer, "INSERT of shop.t: it failed on the source after a part of its changes"));

    private static (LogFindingKind Kind, string Text)? Of(string sql) =>
        StatementFinding.Of(new QueryEvent(1, 0, "shop", Encoding.UTF8.GetBytes(sql), new QueryContext()));
}
