using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay.Filter;

public sealed class AccountStatementParserTests
{
    private const ulong AnsiQuotes = 1 << 2;

    [Theory]
    [InlineData("SET PASSWORD FOR root@localhost = '*x'", "root@localhost")]
    [InlineData("set /* who */ password for 'root'@'LOCALHOST'='*x, a@b'", "root@localhost")]
    [InlineData("SET DEFAULT ROLE r FOR a@b", "a@b")]
    [InlineData(
        "ALTER USER IF EXISTS root@127.0.0.1 IDENTIFIED VIA mysql_native_password USING PASSWORD('a,b') OR unix_socket, "
            + "`c`@`%` REQUIRE SSL",
        "root@127.0.0.1 c@%"
    )]
    [InlineData("/*!100100 CREATE OR REPLACE */ USER IF NOT EXISTS a, `b``c`@'h.x' IDENTIFIED BY 'p' -- , d@e", "a@% b``c@h.x")]
    [InlineData("# first\nDROP USER 'r\\oot'@localhost, '\\\\'@h", "root@localhost \\@h")]
    [InlineData("CREATE USER root@'my\\_host'", "root@my\\_host")]
    [InlineData("RENAME USER a@b TO c@d, e TO f@g", "a@b c@d e@% f@g")]
    [InlineData(
        "GRANT SELECT (`to`, b), INSERT ON `from`.* TO a@b IDENTIFIED BY PASSWORD '*x', c@d REQUIRE SSL WITH GRANT OPTION",
        "a@b c@d"
    )]
    [InlineData("GRANT PROXY ON root@localhost TO app@x", "app@x")]
    [InlineData("GRANT reader, writer TO a@b", "a@b")]
    [InlineData("GRANT SELECT ON *.* TO CURRENT_USER(), a", "me@here a@%")]
    [InlineData("REVOKE ADMIN OPTION FOR r FROM Current_User", "me@here")]
    [InlineData("SET STATEMENT max_statement_time=1 FOR ALTER USER a@b ACCOUNT LOCK", "a@b")]
    [InlineData("CREATE ROLE user", "")]
    [InlineData("CREATE OR REPLACE ROLE a, `with` WITH ADMIN CURRENT_USER", "me@here")]
    [InlineData("CREATE ROLE IF NOT EXISTS a WITH ADMIN b@c", "b@c")]
    [InlineData("CREATE ROLE a WITH ADMIN CURRENT_ROLE", "?")]
    [InlineData("GRANT SELECT ON shop.to TO root@localhost", "root@localhost")]
    [InlineData("SET PASSWORD = '*x'", "?")]
    [InlineData("GRANT r TO CURRENT_ROLE", "?")]
    [InlineData("GRANT CURRENT_ROLE TO a@b", "?")]
    [InlineData("DROP ROLE a, CURRENT_ROLE()", "?")]
    [InlineData("DROP ROLE a, b", "")]
    [InlineData("ALTER TABLE user ADD password INT", null)]
    [InlineData("CREATE TABLE `grant` (a INT)", null)]
    public void Statement_IsReadForTheAccountsThatItChanges(string sql, string? accounts)
    {
        var statement = new AccountStatementParser(SqlTokens.Read(Encoding.UTF8.GetBytes(sql), 0), ("me", "here"), backslashEscapes: true);

        statement.IsOne.ShouldBe(accounts is not null);
        (statement.IsUnderstood ? string.Join(' ', statement.Accounts.Select(account => $"{account.User}@{account.Host}")) : "?").ShouldBe(
            accounts ?? ""
        );
        statement.ToString().ShouldNotContain("*x");
    }

    [Fact]
    public void DoubleQuotes_AreNames_InThatMode() =>
        new AccountStatementParser(
            SqlTokens.Read("DROP USER \"root\"@\"localhost\""u8, AnsiQuotes),
            null,
            backslashEscapes: true
        ).Accounts.ShouldBe([("root", "localhost")]);

    [Theory]
    [InlineData("GRANT CURRENT_ROLE, `x` TO a@b", "CURRENT_ROLE")]
    [InlineData("GRANT SELECT ON `current_role`.* TO CURRENT_ROLE()", "CURRENT_ROLE()")]
    [InlineData("REVOKE ADMIN OPTION FOR CURRENT_ROLE FROM a@b", "CURRENT_ROLE")]
    [InlineData("CREATE ROLE a WITH ADMIN CURRENT_ROLE", "CURRENT_ROLE")]
    [InlineData("DROP ROLE a, CURRENT_ROLE", "CURRENT_ROLE")]
    [InlineData("GRANT CURRENT_ROLE TO CURRENT_USER", null)]
    public void CurrentRole_IsTheRoleThatTheEventNames(string sql, string? replaced)
    {
        var statement = new AccountStatementParser(SqlTokens.Read(Encoding.UTF8.GetBytes(sql), 0), ("keeper", ""), backslashEscapes: true);

        statement.IsUnderstood.ShouldBe(replaced is not null);
        if (replaced is not null)
        {
            statement.OfInvoker.Select(range => sql[range.Start..range.End]).ShouldBe([replaced]);
        }
    }

    [Fact]
    public void CurrentUser_WithoutOneInTheEvent_IsNotUnderstood() =>
        new AccountStatementParser(
            SqlTokens.Read("DROP USER CURRENT_USER"u8, 0),
            null,
            backslashEscapes: true
        ).IsUnderstood.ShouldBeFalse();
}
