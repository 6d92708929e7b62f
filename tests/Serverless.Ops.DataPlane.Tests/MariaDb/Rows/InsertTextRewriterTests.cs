using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Rows;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Rows;

public sealed class InsertTextRewriterTests
{
    private const string Text =
        "SET NAMES binary;\nSET SESSION x=1;\nINSERT INTO `a(b`.`t` (`c`) VALUES\n(1,';'),\n('\\n);x'),\n(NULL);\n"
        + "INSERT INTO `t` VALUES\n('(;'),\n(';');\n";

    private const string Rows = "(1,';'),\n('\\n);x'),\n(NULL),\n('(;'),\n(';'),\n";

    [Fact]
    public void Text_CutAtEveryTwoBytes_GivesTheSameRows()
    {
        byte[] text = Encoding.ASCII.GetBytes(Text);
        for (int first = 0; first <= text.Length; first++)
        {
            for (int second = first; second <= text.Length; second++)
            {
                var rewriter = new InsertTextRewriter();
                var rows = new StringBuilder();
                foreach (byte[] piece in (byte[][])[text[..first], text[first..second], text[second..]])
                {
                    byte[] buffer = [0, .. piece];
                    (int start, int length) = rewriter.Rewrite(buffer, piece.Length);
                    rows.Append(Encoding.ASCII.GetString(buffer, start, length));
                }

                rows.ToString().ShouldBe(Rows, $"cut at {first} and {second}");
            }
        }
    }
}
