using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Reconciliation;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Reconciliation;

public sealed class TableTalliesTests
{
    private static readonly TableNames Names = new(ignoreCase: false);

    [Theory]
    [InlineData("TRUNCATE a", "a=0")]
    [InlineData("DELETE FROM a", "a=?")]
    [InlineData("DELETE FROM a; TRUNCATE a", "a=0")]
    [InlineData("ALTER TABLE a DROP PARTITION p; TRUNCATE a", "a=0")]
    [InlineData("ALTER TABLE a ENGINE=CSV; TRUNCATE a", "a=?")]
    [InlineData("ALTER TABLE a ENGINE=CSV; DROP TABLE a; CREATE TABLE a (x INT)", "a=0")]
    [InlineData("RENAME TABLE a TO c, b TO a, c TO b", "a=7 b=5")]
    [InlineData("ALTER TABLE a RENAME c; CREATE TABLE a LIKE b", "a=0 c=5")]
    [InlineData("CREATE TABLE a2 LIKE unknown", "a=5 a2=?")]
    [InlineData("CREATE TABLE IF NOT EXISTS a (x INT); CREATE TABLE IF NOT EXISTS c (x INT)", "a=5")]
    [InlineData("CREATE TEMPORARY TABLE a (x INT); TRUNCATE a; DROP TABLE a; CREATE TABLE a (x INT)", "a=?")]
    [InlineData("CREATE TEMPORARY TABLE c (x INT); CREATE TABLE c (x INT); INSERT INTO c VALUES (1)", "a=? c=?")]
    [InlineData("CREATE /*!999999 x */ TEMPORARY TABLE c (x INT); CREATE TABLE c (x INT)", "c=-")]
    [InlineData("DROP /*!999999 TEMPORARY */ TABLE a; TRUNCATE a", "a=?")]
    [InlineData("DROP /*!999999 x */ DATABASE d", "a=? b=?")]
    [InlineData("CREATE TABLE mysql.own (x INT)", "a=5")]
    [InlineData("DROP DATABASE d; CREATE DATABASE d; CREATE TABLE a (x INT)", "a=0 b=-")]
    public void Tables_AfterStatements_HaveTheseRows(string statements, string expected)
    {
        var tallies = new TableTallies([Entry("a", 5), Entry("b", 7)], Names);
        foreach (string sql in statements.Split("; "))
        {
            var statement = new QueryEvent(1, 0, "d", Encoding.UTF8.GetBytes(sql), new QueryContext { ClientCharacterSet = 45 });
            tallies.Take(TableStatement.Read(statement, Names), statement.Sql.Span);
        }

        string Rows(TableName name) =>
            tallies.WhyUnclear(name) is not null || tallies.Find(name) is { Unknown: not null } ? "?"
            : tallies.Find(name) is { } tally ? $"{tally.Rows}"
            : "-";
        IEnumerable<string> found = expected
            .Split(' ')
            .Select(part => part.Split('=')[0])
            .Select(table => $"{table}={Rows(new("d", table))}");
        string.Join(' ', found).ShouldBe(expected);
        tallies.Names.Where(name => name.Table is not ("a" or "b" or "c" or "a2")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(6, 4, 10, 90, "in 6 of the set's 10 tables, which had 10 of its 100 rows")]
    [InlineData(4, 6, 90, 10, "in 4 of the set's 10 tables, which had 90 of its 100 rows")]
    [InlineData(5, 5, 50, 50, null)]
    [InlineData(0, 0, 0, 0, null)]
    public void Coverage_BelowHalfOfTablesOrRows_IsAWarningThatSaysWhy(
        int counted,
        int notCounted,
        int rows,
        int rowsNotCounted,
        string? warning
    )
    {
        IEnumerable<TableCounted> Tables(int number, int total, string? why) =>
            Enumerable.Range(0, number).Select(i => new TableCounted($"t{i}", null, null, why, i == 0 ? total : 0));

        var coverage = RowCoverage.Of([.. Tables(counted, rows, null), .. Tables(notCounted, rowsNotCounted, "its engine is CSV")], true);

        if (warning is null)
        {
            coverage.Warning.ShouldBeNull();
            return;
        }

        coverage.Warning.ShouldNotBeNull().ShouldContain(warning);
        coverage.Warning.ShouldContain("GTID and heartbeat prove the end of the replay");
        coverage.Warning.ShouldContain($"its engine is CSV ({notCounted})");
    }

    private static TableEntry Entry(string name, long rows) =>
        new("d", name, "InnoDB", true, $"CREATE TABLE `{name}` (\n  `x` int(11)\n) ENGINE=InnoDB", ["x"], rows, 0, "", []);
}
