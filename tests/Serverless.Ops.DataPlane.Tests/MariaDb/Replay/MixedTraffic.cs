using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Every kind of transaction and statement in a real log. A replay has to restore each exactly.</summary>
internal static class MixedTraffic
{
    /// <summary>Each kind once, in one session.</summary>
    public static readonly string[] Everything =
    [
        "USE shop",
        "CREATE TABLE nopk (a INT, b VARCHAR(200), KEY (a)) ENGINE=InnoDB",
        "INSERT INTO nopk SELECT seq, REPEAT('n', seq % 50) FROM seq_1_to_300",
        "UPDATE nopk SET b = CONCAT(b, '!') WHERE a % 7 = 0",
        "DELETE FROM nopk WHERE a % 11 = 0 LIMIT 5",
        // Tables like those of Frappe: no primary key, and rows that are equal in all columns.
        "CREATE TABLE tabSessions (user VARCHAR(255), sid VARCHAR(255), sessiondata LONGTEXT, ipaddress VARCHAR(16), "
            + "lastupdate DATETIME(6), KEY sid (sid)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC",
        "INSERT INTO tabSessions SELECT CONCAT('u', seq % 7), CONCAT('s', seq % 20), IF(seq % 3, REPEAT('{}', seq), NULL), NULL, "
            + "'2026-11-22 10:00:00.123456' FROM seq_1_to_100",
        "INSERT INTO tabSessions SELECT * FROM tabSessions WHERE sid IN ('s1', 's2')",
        "UPDATE tabSessions SET lastupdate = NULL WHERE sid = 's1' LIMIT 3",
        "DELETE FROM tabSessions WHERE sid = 's2' LIMIT 4",
        "DELETE FROM tabSessions WHERE sessiondata IS NULL",
        "CREATE TABLE tabSingles (doctype VARCHAR(255), field VARCHAR(255), value LONGTEXT, "
            + "KEY singles_doctype_field_index (doctype, field)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC",
        "INSERT INTO tabSingles VALUES ('System Settings', 'language', 'en'), ('System Settings', 'language', 'en'), "
            + "('System Settings', 'x', NULL), (NULL, NULL, NULL), (NULL, NULL, NULL)",
        "UPDATE tabSingles SET value = 'de' WHERE field = 'language' LIMIT 1",
        "DELETE FROM tabSingles WHERE doctype IS NULL LIMIT 1",
        "CREATE TABLE heap (f FLOAT, d DOUBLE, n DECIMAL(20,9), b BLOB, c CHAR(20), z BIT(9)) ENGINE=InnoDB", // no index at all
        "INSERT INTO heap SELECT seq / 3, seq / 7, seq / 11, IF(seq % 2, UNHEX(MD5(seq)), NULL), REPEAT('c', seq % 5), seq "
            + "FROM seq_1_to_60",
        "INSERT INTO heap SELECT * FROM heap WHERE z % 4 = 0",
        "UPDATE heap SET d = -d, b = REPEAT('\\0', 300) WHERE z % 6 = 0",
        "UPDATE heap SET c = 'once' WHERE z % 8 = 0 LIMIT 3",
        "DELETE FROM heap WHERE z % 5 = 0 LIMIT 6",
        "BEGIN",
        "INSERT INTO t (v) VALUES ('one')",
        "INSERT INTO m (v) VALUES ('beside')",
        "INSERT INTO t (v) VALUES ('two')",
        "COMMIT",
        "BEGIN",
        "INSERT INTO t (v) VALUES ('kept')",
        "SAVEPOINT s",
        "INSERT INTO t (v) VALUES ('not kept')",
        "ROLLBACK TO s",
        "INSERT INTO t (v) VALUES ('kept too')",
        "COMMIT",
        "BEGIN",
        "INSERT INTO t (v) VALUES ('gone')",
        "INSERT INTO m (v) VALUES ('stays')",
        "ROLLBACK",
        "CREATE TRIGGER t_after AFTER INSERT ON t FOR EACH ROW INSERT INTO m (v) VALUES (CONCAT('by trigger ', LEFT(NEW.v, 20)))",
        "INSERT INTO t (v) VALUES ('fires')",
        "BEGIN",
        "INSERT INTO t (v) VALUES ('fires, savepoint')",
        "SAVEPOINT x",
        "INSERT INTO t (v) VALUES ('fires, undone')",
        "ROLLBACK TO x",
        "INSERT INTO t (v) VALUES ('fires last')",
        "COMMIT",
        "BEGIN",
        "INSERT INTO t (v) VALUES ('all undone')",
        "ROLLBACK",
        "CREATE TABLE copied ENGINE=InnoDB SELECT * FROM t",
        "CREATE TABLE copied_m ENGINE=MyISAM SELECT * FROM m",
        "CREATE SEQUENCE numbers START WITH 7 CACHE 10",
        "SELECT NEXTVAL(numbers)",
        "DO NEXTVAL(numbers), NEXTVAL(numbers)",
        "BEGIN",
        "INSERT INTO t (v) VALUES (NEXTVAL(numbers))",
        "COMMIT",
        "CREATE TEMPORARY TABLE tmp (a INT) ENGINE=InnoDB",
        "INSERT INTO tmp VALUES (1)",
        "INSERT INTO nopk SELECT a, 'from tmp' FROM tmp",
        "DROP TEMPORARY TABLE tmp",
        "SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
        "CREATE TABLE \"quo\"\"ted\" (a INT DEFAULT 5, \"b c\" VARCHAR(20) DEFAULT 'x\\y')",
        "INSERT INTO \"quo\"\"ted\" VALUES (0, 'n\\o')",
        "SET sql_mode=DEFAULT",
        "SET NAMES latin1",
        "CREATE TABLE charset_of_client (a VARCHAR(10) DEFAULT 'a') COMMENT 'ascii'",
        "SET NAMES utf8mb4",
        "CREATE TABLE umläute (`größe` VARCHAR(10) DEFAULT 'ä€😀') COMMENT 'schöne Grüße 😀'",
        "INSERT INTO umläute VALUES ('ß'), (DEFAULT)",
        "SET time_zone='+05:30', timestamp=1700000000.25",
        "CREATE TABLE zoned (a INT PRIMARY KEY, at TIMESTAMP(6) NOT NULL DEFAULT '2024-05-05 12:00:00')",
        "INSERT INTO zoned (a) VALUES (1)",
        "INSERT INTO zoned VALUES (2, NOW(6))",
        "ALTER TABLE zoned ADD COLUMN made TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
        "SET time_zone=DEFAULT, timestamp=DEFAULT",
        "CREATE PROCEDURE p(x INT) BEGIN DECLARE i INT DEFAULT 0; "
            + "WHILE i < x DO INSERT INTO nopk VALUES (i, UUID()); SET i = i + 1; END WHILE; END",
        "CALL p(5)",
        "CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x + 1",
        "CREATE DEFINER='nobody'@'localhost' VIEW v AS SELECT id FROM t",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM nopk",
        "CREATE USER 'app'@'%' IDENTIFIED BY 'secret'",
        "GRANT SELECT, INSERT ON shop.* TO 'app'@'%'",
        "CREATE ROLE reader",
        "GRANT reader TO 'app'@'%'",
        "SET PASSWORD FOR 'app'@'%' = PASSWORD('other')",
        "ALTER TABLE nopk ADD COLUMN c INT NOT NULL DEFAULT 3, ADD INDEX (c)",
        "UPDATE nopk SET c = a",
        "SET foreign_key_checks=0",
        "CREATE TABLE child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)",
        "INSERT INTO child VALUES (1, 10), (2, 20)",
        "CREATE TABLE parent (id INT PRIMARY KEY)",
        "INSERT INTO parent VALUES (10), (20)",
        "SET foreign_key_checks=1",
        "DELETE FROM parent WHERE id = 10",
        "CREATE TABLE zero_key (id INT PRIMARY KEY AUTO_INCREMENT, v INT)",
        "SET sql_mode='NO_AUTO_VALUE_ON_ZERO'",
        "INSERT INTO zero_key VALUES (0, 1)",
        "SET sql_mode=DEFAULT",
        "CREATE TABLE generated (a INT PRIMARY KEY, b INT AS (a * 2) STORED, c INT AS (a * 3) VIRTUAL, j JSON, g GEOMETRY, "
            + "CHECK (a < 1000))",
        "INSERT INTO generated (a, j, g) VALUES (1, '{\"x\": [1, 2]}', POINT(1, 2))",
        "CREATE TABLE versioned (a INT) WITH SYSTEM VERSIONING",
        "INSERT INTO versioned VALUES (1)",
        "UPDATE versioned SET a = 2",
        "INSERT INTO t (v) SELECT REPEAT(CHAR(64 + seq), 400000) FROM seq_1_to_20",
        "CREATE TABLE blobs (id INT PRIMARY KEY, b LONGBLOB)",
        "INSERT INTO blobs VALUES (1, REPEAT(UNHEX('00FF275C0A'), 4000000))",
        "DROP TABLE copied",
        "ANALYZE TABLE t",
        "OPTIMIZE TABLE m",
        "TRUNCATE TABLE copied_m",
        "RENAME TABLE copied_m TO renamed_m",
        "CREATE DATABASE second",
        "CREATE TABLE second.x (a INT)",
        "INSERT INTO second.x VALUES (1)",
        "CREATE DATABASE doomed",
        "CREATE TABLE doomed.x (a INT)",
        "USE doomed",
        "DROP DATABASE doomed",
        "USE shop",
        "SET SESSION binlog_format=STATEMENT",
        "SET @given = 'of a statement', @n = 42",
        "INSERT INTO nopk (a, b) VALUES (@n, @given)",
        "INSERT INTO zero_key (v) VALUES (RAND() * 1e9)",
        "INSERT INTO zero_key (v) VALUES (LAST_INSERT_ID())",
        "SET SESSION binlog_format=ROW",
        "UPDATE t SET v = CONCAT('u', LEFT(v, 30)) WHERE id % 3 = 0",
    ];

    /// <summary>Runs a statement that fails in part on the source, but is logged. mariadb-binlog | mariadb stops there.</summary>
    public static async Task RunHalfRefusedAsync(ShippingBench source)
    {
        await source.RunAsync("CREATE TABLE shop.second_copy (a INT)");
        (await Should.ThrowAsync<MySqlException>(() => source.RunAsync("DROP TABLE shop.second_copy, shop.never_was"))).Number.ShouldBe(
            1051
        );
    }

    /// <summary>Runs everything once, then three sessions in parallel for a while.</summary>
    public static async Task RunAsync(ShippingBench source, TimeSpan beside, CancellationToken cancellationToken)
    {
        await source.RunAsync([.. Everything]);
        await source.RunAsync(
            "CREATE TABLE shop.busy (id INT PRIMARY KEY AUTO_INCREMENT, session INT, n INT, v VARCHAR(500), UNIQUE KEY (session, n))"
        );
        using var enough = new CancellationTokenSource(beside);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(session => OneSessionAsync(source, session, enough.Token, cancellationToken)));
    }

    private static async Task OneSessionAsync(
        ShippingBench source,
        int session,
        CancellationToken enough,
        CancellationToken cancellationToken
    )
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(
            source.Endpoint,
            ShippingBench.Root,
            cancellationToken
        );
        await connection.ExecuteAsync("SET SESSION tx_isolation='READ-COMMITTED'", cancellationToken);
        for (int n = 0; !enough.IsCancellationRequested; n++)
        {
            foreach (
                string statement in (string[])
                    [
                        "BEGIN",
                        $"INSERT INTO shop.busy (session, n, v) VALUES ({session}, {n}, REPEAT('b', {n % 400}))",
                        $"UPDATE shop.busy SET v = CONCAT(LEFT(v, 400), '.') WHERE session = {session} AND n = {n / 2}",
                        n % 5 == 0 ? "ROLLBACK" : "COMMIT",
                        n % 9 == 0 ? $"INSERT INTO shop.m (v) VALUES ('{session} {n}')" : "DO 0",
                        n % 200 == 50 ? $"CREATE TABLE shop.made_{session}_{n} (a INT) SELECT {n} AS a" : "DO 0",
                    ]
            )
            {
                await connection.ExecuteAsync(statement, cancellationToken);
            }

            // Slow enough that the log spans several seconds and the servers of a test keep up.
            await Task.Delay(5, cancellationToken);
        }
    }
}
