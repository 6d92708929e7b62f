using System.Globalization;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>Reads the steps after <c>$</c> or <c>$$</c>.</summary>
internal static class PathReader
{
    public static IReadOnlyList<PathStep> Read(string text, int at)
    {
        if (!text.StartsWith('$'))
        {
            throw new FormatException($"the path {text} does not start with $");
        }

        var steps = new List<PathStep>();
        while (at < text.Length)
        {
            (PathStep step, at) = text[at] switch
            {
                '.' => Named(text, at + 1),
                '[' => Bracketed(text, at + 1),
                _ => throw Unread(text, at),
            };
            steps.Add(step);
        }

        return steps;
    }

    private static (PathStep Step, int Next) Named(string text, int start)
    {
        if (start < text.Length && text[start] == '[')
        {
            return Bracketed(text, start + 1);
        }

        int end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_' || text[end] >= 0x80))
        {
            end++;
        }

        return end == start || char.IsAsciiDigit(text[start])
            ? throw Unread(text, start)
            : (new PathStep(PathStepKind.Field, text[start..end], 0), end);
    }

    private static (PathStep Step, int Next) Bracketed(string text, int start)
    {
        bool quoted = start < text.Length && text[start] == '\'';
        int end = quoted ? text.IndexOf("']", start, StringComparison.Ordinal) + 1 : text.IndexOf(']', start);
        if (end <= start)
        {
            throw Unread(text, start - 1);
        }

        string inside = text[start..end];
        return inside switch
        {
            _ when quoted && inside.Length > 2 && !inside[1..^1].Contains('\'') => (
                new PathStep(PathStepKind.Field, inside[1..^1], 0),
                end + 1
            ),
            "*" => (new PathStep(PathStepKind.Every, "", 0), end + 1),
            _ when int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int place) => (
                new PathStep(PathStepKind.Place, "", place),
                end + 1
            ),
            _ => throw Unread(text, start - 1),
        };
    }

    private static FormatException Unread(string text, int at) =>
        new(
            $"the path {text} is not supported from '{text[Math.Min(at, text.Length)..]}' on. "
                + "Supported are fields, ['quoted fields'], [0] and [*]"
        );
}

/// <summary>One step of a path: from a node to its parts.</summary>
internal sealed record PathStep(PathStepKind Kind, string Field, int Place)
{
    public IEnumerable<JsonNode?> Follow(JsonNode? node) =>
        (Kind, node) switch
        {
            (PathStepKind.Field, JsonObject fields) when fields.TryGetPropertyValue(Field, out JsonNode? value) => [value],
            (PathStepKind.Place, JsonArray places) when Place < places.Count => [places[Place]],
            (PathStepKind.Every, JsonArray places) => places,
            (PathStepKind.Every, JsonObject fields) => fields.Select(field => field.Value),
            _ => [],
        };
}

internal enum PathStepKind
{
    /// <summary>A field of an object.</summary>
    Field,

    /// <summary>A place in an array, counted from 0.</summary>
    Place,

    /// <summary>Every element of an array or object.</summary>
    Every,
}
