using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>What is wrong with an input, in the caller's words: the serializer speaks of types and members of this program.</summary>
internal static partial class InputDefect
{
    public static string Of(JsonException reason) =>
        Missing().Match(reason.Message) is { Success: true } missing ? $"lacks {missing.Groups[1].Value}."
        : Unknown().Match(reason.Message) is { Success: true } unknown ? $"has a field {unknown.Groups[1].Value}, which there is not."
        : $"cannot be used: {reason.Message}"; // a new wording of the serializer's comes through as it is

    [GeneratedRegex("missing required properties including: ((?:'[^']+'(?:, )?)+)")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property ('[^']+') could not be mapped")]
    private static partial Regex Unknown();
}
