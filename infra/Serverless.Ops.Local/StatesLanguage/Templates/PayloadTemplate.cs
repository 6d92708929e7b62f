using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>A template object. At any depth, a field <c>x.$</c> becomes a field <c>x</c> with the value of its path or function.</summary>
/// <remarks>https://states-language.net/spec.html#payload-template</remarks>
internal sealed class PayloadTemplate
{
    private readonly Func<PathRoots, JsonNode?> fill;

    private PayloadTemplate(Func<PathRoots, JsonNode?> fill) => this.fill = fill;

    /// <summary>Throws <see cref="FormatException"/>, which names the field, when a path or function is not supported.</summary>
    public static PayloadTemplate Read(JsonObject template) => new(ReadNode(template));

    public JsonNode? Fill(PathRoots roots) => fill(roots);

    private static Func<PathRoots, JsonNode?> ReadNode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                (string Name, Func<PathRoots, JsonNode?> Value)[] parts = [.. fields.Select(field => ReadField(field.Key, field.Value))];
                if (parts.CountBy(part => part.Name, StringComparer.Ordinal).FirstOrDefault(count => count.Value > 1).Key is { } twice)
                {
                    throw new FormatException($"the template has both {twice} and {twice}.$");
                }

                return roots => new JsonObject(parts.Select(part => KeyValuePair.Create(part.Name, part.Value(roots))));
            case JsonArray places:
                Func<PathRoots, JsonNode?>[] elements = [.. places.Select(ReadNode)];
                return roots => new JsonArray([.. elements.Select(element => element(roots))]);
            default:
                return _ => node?.DeepClone();
        }
    }

    private static (string Name, Func<PathRoots, JsonNode?> Value) ReadField(string name, JsonNode? value)
    {
        if (!name.EndsWith(".$", StringComparison.Ordinal))
        {
            return (name, ReadNode(value));
        }

        if (value is not JsonValue text || text.GetValueKind() != JsonValueKind.String)
        {
            throw new FormatException($"the value of {name} must be a string with a path or a function");
        }

        try
        {
            IValueExpression expression = ExpressionReader.Read(text.GetValue<string>());
            return (name[..^2], expression.Evaluate);
        }
        catch (FormatException problem)
        {
            throw new FormatException($"{name}: {problem.Message}", problem);
        }
    }
}
