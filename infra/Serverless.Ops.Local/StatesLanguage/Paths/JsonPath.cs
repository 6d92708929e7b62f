using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>
/// A path into a state's input (<c>$</c>) or the context object (<c>$$</c>): fields, array places, and <c>[*]</c>, which
/// makes it a list. Filters, slices, descent and negative places are not read: our files do not use them.
/// </summary>
/// <remarks>https://states-language.net/spec.html#path</remarks>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<PathStep> steps;

    private JsonPath(string text, bool isContext, IReadOnlyList<PathStep> steps) =>
        (Text, IsContext, this.steps) = (text, isContext, steps);

    public static JsonPath Whole { get; } = new("$", isContext: false, []);

    public string Text { get; }

    /// <summary>True for <c>$$</c>.</summary>
    public bool IsContext { get; }

    /// <summary>True when it can name one place only, as ResultPath must.</summary>
    public bool IsReference => !IsContext && steps.All(step => step.Kind != PathStepKind.Every);

    public IReadOnlyList<PathStep> Steps => steps;

    /// <summary>Throws <see cref="FormatException"/> that says what was not understood.</summary>
    public static JsonPath Parse(string text)
    {
        bool isContext = text.StartsWith("$$", StringComparison.Ordinal);
        IReadOnlyList<PathStep> steps = PathReader.Read(text, isContext ? 2 : 1);
        if (isContext)
        {
            ContextFields.Check(text, steps);
        }

        return new JsonPath(text, isContext, steps);
    }

    /// <summary>False when the path leads nowhere. A list path always succeeds, if only with an empty list.</summary>
    /// <param name="value">A copy, free to be put anywhere.</param>
    public bool TryRead(PathRoots roots, out JsonNode? value)
    {
        List<JsonNode?> found = [IsContext ? roots.Context : roots.Input];
        bool isList = false;
        foreach (PathStep step in steps)
        {
            isList |= step.Kind == PathStepKind.Every;
            found = [.. found.SelectMany(node => step.Follow(node))];
        }

        value =
            isList ? new JsonArray([.. found.Select(node => node?.DeepClone())])
            : found is [var only] ? only?.DeepClone()
            : null;
        return isList || found.Count == 1;
    }
}

/// <summary>What paths start from.</summary>
/// <param name="Input">The data at hand; null is JSON's null.</param>
/// <param name="Context">The context object, <c>$$</c>.</param>
internal sealed record PathRoots(JsonNode? Input, JsonObject Context);
