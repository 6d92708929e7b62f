using System.Text.RegularExpressions;
using CsCheck;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>
/// Text with holes. <c>{name}</c> is a value of <see cref="Values"/>. <c>{one|other}</c> is one of the texts, which may have holes again.
/// <c>{the name}</c> is the same value in all texts of one kind.
/// </summary>
internal static partial class Template
{
    /// <summary>One text for each template.</summary>
    public static Gen<string[]> ParseAll(IReadOnlyList<string> texts)
    {
        Gen<string>[] parsed = [.. texts.Select(Parse)];
        string[] shared = [.. texts.SelectMany(text => Shared().Matches(text)).Select(match => match.Groups[1].Value).Distinct()];
        return new Made<string[]>(pcg =>
        {
            Dictionary<string, string> values = shared.ToDictionary(
                name => name,
                name => One(Values.Of(name), pcg),
                StringComparer.Ordinal
            );
            return [.. parsed.Select(text => Shared().Replace(One(text, pcg), match => values[match.Groups[1].Value]))];
        });
    }

    public static T One<T>(Gen<T> gen, PCG pcg) => gen.Generate(pcg, null, out _);

    public static Gen<string> Parse(string text)
    {
        var parts = new List<Gen<string>>();
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('{', at);
            if (open < 0)
            {
                break;
            }

            int close = EndOfHole(text, open);
            parts.Add(Gen.Const(text[at..open]));
            parts.Add(Hole(text[(open + 1)..close]));
            at = close + 1;
        }

        parts.Add(Gen.Const(text[at..]));
        return parts.Count == 1 ? parts[0] : new Made<string>(pcg => string.Concat(parts.Select(part => One(part, pcg))));
    }

    private static Gen<string> Hole(string inner)
    {
        string[] choices = [.. Choices(inner)];
        return choices.Length > 1 ? Gen.OneOf([.. choices.Select(Parse)])
            : inner.StartsWith("the ", StringComparison.Ordinal) ? Gen.Const($"{{{inner}}}")
            : Values.Of(inner);
    }

    private static int EndOfHole(string text, int open)
    {
        int depth = 0;
        for (int at = open; at < text.Length; at++)
        {
            depth += text[at] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return at;
            }
        }

        throw new FormatException($"A hole of this template has no end: {text}");
    }

    private static IEnumerable<string> Choices(string inner)
    {
        int depth = 0;
        int from = 0;
        for (int at = 0; at < inner.Length; at++)
        {
            depth += inner[at] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0 && inner[at] == '|')
            {
                yield return inner[from..at];
                from = at + 1;
            }
        }

        yield return inner[from..];
    }

    [GeneratedRegex(@"\{the ([a-z0-9]+)\}")]
    private static partial Regex Shared();

    private sealed class Made<T>(Func<PCG, T> make) : Gen<T>
    {
        public override T Generate(PCG pcg, Size? min, out Size size)
        {
            size = new Size(0);
            return make(pcg);
        }
    }
}
