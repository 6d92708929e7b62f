using System.Buffers;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Sql;

public sealed class SqlQuoteTests
{
    [Fact]
    public void Name_WithBackticks_IsQuotedAndUnquoted()
    {
        SqlQuote.Name("a`b", "c'd\\").ShouldBe("`a``b`.`c'd\\`");
        SqlQuote.Unquoted("a``b").ShouldBe("a`b");
        SqlQuote.Names("f(`a``b`,'`no`') + `c`").ShouldBe(["a`b", "c"]);
        SqlQuote.Bare("f(`a``b`,'it''s \\' one')").ShouldBe("f(``,'')");
    }

    [Fact]
    public void Text_WithSpecialCharacters_EscapesThem() => SqlQuote.Text("a'b\\c\n\r\0ü\"`").ShouldBe("'a\\'b\\\\c\\n\\r\\0ü\"`'");

    [Fact]
    public void PlainText_WithAQuote_DoublesItAndTakesNoBackslash()
    {
        SqlQuote.PlainText("it's").ShouldBe("'it''s'");
        Should.Throw<ArgumentException>(() => SqlQuote.PlainText("a\\"));
    }

    [Theory]
    [InlineData(new byte[] { }, "x''")]
    [InlineData(new byte[] { 0x00, 0xAB, 0x27 }, "x'00ab27'")]
    public void Hex_OfBytes_IsTheSameAsStringAndInABuffer(byte[] bytes, string expected)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SqlQuote.Hex(bytes, buffer);
        Encoding.ASCII.GetString(buffer.WrittenSpan).ShouldBe(expected);
        SqlQuote.Hex(bytes).ShouldBe(expected);
    }
}
