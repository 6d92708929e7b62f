using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>Reads the value of a <c>.$</c> field. Throws <see cref="FormatException"/>, which shows the unsupported part.</summary>
internal sealed class ExpressionReader
{
    private readonly string text;
    private int at;

    private ExpressionReader(string text) => this.text = text;

    public static IValueExpression Read(string text)
    {
        if (text.StartsWith('$'))
        {
            return new PathExpression(JsonPath.Parse(text));
        }

        var reader = new ExpressionReader(text);
        IValueExpression call = reader.Call();
        return reader.at == text.Length ? call : throw reader.Unread();
    }

    private IntrinsicExpression Call()
    {
        int open = text.IndexOf('(', at);
        string name = open < 0 ? text[at..] : text[at..open];
        if (open < 0 || !IntrinsicFunctions.Table.TryGetValue(name, out (int? Arguments, Func<JsonNode?[], JsonNode?> Function) entry))
        {
            throw new FormatException(
                $"{name} is neither a path nor a supported function. The functions are {string.Join(", ", IntrinsicFunctions.Table.Keys)}"
            );
        }

        at = open + 1;
        List<IValueExpression> arguments = Arguments();
        return entry.Arguments is { } count && count != arguments.Count
            ? throw new FormatException($"{name} takes {count} arguments, not {arguments.Count}")
            : new IntrinsicExpression(name, entry.Function, arguments);
    }

    private List<IValueExpression> Arguments()
    {
        var arguments = new List<IValueExpression>();
        SkipBlanks();
        while (Peek() != ')')
        {
            arguments.Add(Argument());
            SkipBlanks();
            if (Peek() == ',')
            {
                at++;
                SkipBlanks();
                if (Peek() == ')')
                {
                    throw Unread();
                }
            }
            else if (Peek() != ')')
            {
                throw Unread();
            }
        }

        at++;
        return arguments;
    }

    private IValueExpression Argument() =>
        Peek() switch
        {
            '\'' => new LiteralExpression(Quoted()),
            '$' => new PathExpression(JsonPath.Parse(Word(stopInBrackets: false))),
            'S' => Call(),
            _ => Word(stopInBrackets: true) switch
            {
                "true" => new LiteralExpression(true),
                "false" => new LiteralExpression(false),
                "null" => new LiteralExpression(null),
                var word when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) =>
                    new LiteralExpression(JsonValue.Create(number)),
                _ => throw Unread(),
            },
        };

    private string Quoted()
    {
        var value = new StringBuilder();
        for (at++; Peek() != '\''; at++)
        {
            if (Peek() == '\\')
            {
                at++;
            }

            value.Append(Peek());
        }

        at++;
        return value.ToString();
    }

    private string Word(bool stopInBrackets)
    {
        int start = at;
        int depth = 0;
        while (at < text.Length && (depth > 0 || text[at] is not (',' or ')' or ' ')))
        {
            depth += stopInBrackets
                ? 0
                : text[at] switch
                {
                    '[' => 1,
                    ']' => -1,
                    _ => 0,
                };
            at++;
        }

        return text[start..at];
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    private char Peek() => at < text.Length ? text[at] : throw new FormatException($"{text} has no closing bracket or quote");

    private FormatException Unread() => new($"{text} is not supported from '{text[Math.Min(at, text.Length)..]}' on");
}
