using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Sql;

public sealed class SqlTokensTests
{
    private const ulong AnsiQuotes = 4;

    [Theory]
    [InlineData("DROP TABLE a", "W:DROP W:TABLE W:a")]
    [InlineData(" \t\r\n\vDROP\0a", "W:DROP W:a")]
    [InlineData("a.b,c", "W:a M:. W:b M:, W:c")]
    [InlineData("$1 _x ä 5e3", "W:$1 W:_x W:ä W:5e3")]
    [InlineData("", "")]
    public void Words_AndMarks_AreTokens(string sql, string expected) => Shown(sql).ShouldBe(expected);

    [Theory]
    [InlineData("DROP /* TABLE */ a", "W:DROP W:a")]
    [InlineData("DROP/**/a", "W:DROP W:a")]
    [InlineData("DROP /*/ TABLE */ a", "W:DROP W:a")]
    [InlineData("DROP -- TABLE `x\na", "W:DROP W:a")]
    [InlineData("DROP --\na", "W:DROP W:a")]
    [InlineData("DROP # TABLE 'x\na", "W:DROP W:a")]
    [InlineData("1--1", "W:1 M:- M:- W:1")]
    [InlineData("DROP a --", "W:DROP W:a")]
    [InlineData("DROP a -- never ended", "W:DROP W:a")]
    [InlineData("DROP a # never ended", "W:DROP W:a")]
    [InlineData("DROP a /* never ended", "W:DROP W:a")]
    [InlineData("a / b * c", "W:a M:/ W:b M:* W:c")]
    public void Comments_OfEachKind_AreNoTokens(string sql, string expected) => Shown(sql).ShouldBe(expected);

    [Theory]
    [InlineData("DROP /*!40005 TEMPORARY */ TABLE a", "W:DROP W:TEMPORARY W:TABLE W:a")]
    [InlineData("DROP /*M!100600 TEMPORARY */ TABLE a", "W:DROP W:TEMPORARY W:TABLE W:a")]
    [InlineData("/*! DROP*/ TABLE", "W:DROP W:TABLE")]
    [InlineData("/*!50000DROP*/ TABLE", "W:DROP W:TABLE")]
    [InlineData("/*! DROP /* inner */ TABLE */ a", "W:DROP W:TABLE W:a")]
    [InlineData("/*!", "")]
    public void ExecutableComments_OfEitherKind_Count(string sql, string expected) => Shown(sql).ShouldBe(expected);

    [Theory]
    [InlineData("`a b`", "N:a b")]
    [InlineData("`a``b`", "N:a``b")]
    [InlineData("`a'b\"c`", "N:a'b\"c")]
    [InlineData("`a /* b -- c # d`", "N:a /* b -- c # d")]
    [InlineData(@"`a\`", @"N:a\")]
    [InlineData("'a `b` \"c\" /* d */'", "T:a `b` \"c\" /* d */")]
    [InlineData("\"it's `one`\"", "T:it's `one`")]
    [InlineData("'it''s'", "T:it''s")]
    [InlineData("''", "T:")]
    [InlineData(@"'it\'s'", @"T:it\'s")]
    [InlineData(@"'end\\' a", @"T:end\\ W:a")]
    [InlineData(@"""it\""s""", @"T:it\""s")]
    [InlineData("'a' /* ' */ 'b'", "T:a T:b")]
    [InlineData("a@`b`", "W:a M:@ N:b")]
    [InlineData("'", "T:")]
    [InlineData(@"'\", "T:")]
    public void Quotes_OfEachKind_HoldTheOthers(string sql, string expected) => Shown(sql).ShouldBe(expected);

    [Theory]
    [InlineData(@"'a\' b", SqlTokens.NoBackslashEscapes, @"T:a\ W:b")]
    [InlineData(@"""a\"" b", SqlTokens.NoBackslashEscapes, @"T:a\ W:b")]
    [InlineData("\"a b\"", AnsiQuotes, "N:a b")]
    [InlineData(@"""a\"" b", AnsiQuotes, @"N:a\ W:b")]
    [InlineData(@"'a\' b'", AnsiQuotes, @"T:a\' b")]
    public void Quotes_UnderAnotherSqlMode_MeanAnother(string sql, ulong sqlMode, string expected) =>
        Shown(sql, sqlMode).ShouldBe(expected);

    [Fact]
    public void Places_OfTokens_AreThoseOfTheirBytes()
    {
        SqlToken[] tokens = [.. SqlTokens.Read("ä /* ö */`ü`,x"u8, 0)];
        tokens.Select(token => (token.Start, token.End)).ShouldBe([(0, 2), (11, 15), (15, 16), (16, 17)]);
    }

    [Theory]
    [InlineData("DROP TEMPORARY TABLE a", true)]
    [InlineData("drop\ttemporary", true)]
    [InlineData("DROP /*!40005 TEMPORARY */ TABLE a", true)]
    [InlineData("/* a */ DROP /* b */ TEMPORARY", true)]
    [InlineData("-- a\n# b\nDROP TEMPORARY", true)]
    [InlineData("DROP TEMPORARY_ TABLE", false)]
    [InlineData("DROPTEMPORARY", false)]
    [InlineData("DROP", false)]
    [InlineData("DROP `TEMPORARY`", false)]
    [InlineData("DROP 'TEMPORARY'", false)]
    [InlineData("/* DROP TEMPORARY", false)]
    [InlineData("-- DROP TEMPORARY", false)]
    [InlineData("", false)]
    public void FirstWords_OfAStatement_AreFound(string sql, bool expected) =>
        SqlTokens.StartsWith(Encoding.UTF8.GetBytes(sql), "DROP", "TEMPORARY").ShouldBe(expected);

    private static string Shown(string sql, ulong sqlMode = 0) =>
        string.Join(' ', SqlTokens.Read(Encoding.UTF8.GetBytes(sql), sqlMode).Select(token => $"{token.Kind.ToString()[0]}:{token.Text}"));
}
