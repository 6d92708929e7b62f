using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>
/// A path into a state's input (<c>$</c>) or into the context object (<c>$$</c>). Steps are fields, places of an array, and
/// <c>[*]</c>, which makes the result a list. Filters, slices, descent and negative places are errors: our files use none.
/// </summary>
/// <remarks>https://states-language.net/spec.html#path</remarks>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<PathStep> steps;

    private JsonPath(string text, bool isContext, IReadOnlyList<PathStep> steps) =>
        (Text, IsContext, this.steps) = (text, isContext, steps);

    public static JsonPath Whole { get; } = new("$", isContext: false, []);

    public string Text { get; }

    /// <summary>True for a path into the context object.</summary>
    public bool IsContext { get; }

    /// <summary>True when the path names exactly one place of the input, as a ResultPath must.</summary>
    public bool IsReference => !IsContext && steps.All(step => step.Kind != PathStepKind.Every);

    public IReadOnlyList<PathStep> Steps => steps;

    /// <summary>Throws <see cref="FormatException"/>, which shows the part that is not supported.</summary>
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

    /// <summary>Reads the path's value. False when no value exists. A path with <c>[*]</c> always gives a list, maybe empty.</summary>
    /// <param name="value">A copy without a parent. The caller may add it to any JSON node.</param>
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

/// <summary>The two roots of paths.</summary>
/// <param name="Input">The state's data, <c>$</c>. Null is JSON's null.</param>
/// <param name="Context">The context object, <c>$$</c>.</param>
internal sealed record PathRoots(JsonNode? Input, JsonObject Context);
