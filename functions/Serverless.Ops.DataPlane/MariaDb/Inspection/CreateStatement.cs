using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>A table's CREATE statement holds its counter, which rows move on: its form is what is left without it.</summary>
internal static partial class CreateStatement
{
    public static string WithoutCounter(string statement) => AutoIncrement().Replace(statement, "");

    public static ulong Counter(string statement) =>
        AutoIncrement().Match(statement) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan) : 0;

    [GeneratedRegex(@"(?<=^\) .*) AUTO_INCREMENT=(\d+)", RegexOptions.Multiline)]
    private static partial Regex AutoIncrement();
}
