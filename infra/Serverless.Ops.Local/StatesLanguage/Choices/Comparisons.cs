using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>The comparison operators that our files use, and no others.</summary>
/// <remarks>https://states-language.net/spec.html#choice-state</remarks>
internal static class Comparisons
{
    /// <summary>Operator by name: the kinds of JSON value that it is compared with, and how.</summary>
    public static readonly IReadOnlyDictionary<string, Comparison> Table = new Dictionary<string, Comparison>(StringComparer.Ordinal)
    {
        ["BooleanEquals"] = new(
            IsBoolean,
            (_, value, expected) => IsBoolean(value) && value!.GetValue<bool>() == expected!.GetValue<bool>()
        ),
        ["IsNull"] = new(IsBoolean, (_, value, expected) => value is null == expected!.GetValue<bool>()),
        ["IsPresent"] = new(IsBoolean, (isPresent, _, expected) => isPresent == expected!.GetValue<bool>(), AsksPresence: true),
        ["NumericGreaterThanEquals"] = new(IsNumber, (_, value, expected) => IsNumber(value) && Number(value!) >= Number(expected!)),
        ["StringEquals"] = new(
            IsString,
            (_, value, expected) => IsString(value) && value!.GetValue<string>() == expected!.GetValue<string>()
        ),
        ["StringMatches"] = new(
            IsString,
            (_, value, expected) => IsString(value) && Matches(value!.GetValue<string>(), expected!.GetValue<string>())
        ),
    };

    private static bool IsString(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static bool IsBoolean(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    private static double Number(JsonNode node) => double.Parse(StateJson.ToText(node));

    // * stands for any run of characters, \* for itself and \\ for a backslash; nothing else is special.
    private static bool Matches(string value, string pattern)
    {
        var expression = new StringBuilder("^");
        for (int at = 0; at < pattern.Length; at++)
        {
            bool isEscape = pattern[at] == '\\' && at + 1 < pattern.Length && pattern[at + 1] is '*' or '\\';
            at += isEscape ? 1 : 0;
            expression.Append(!isEscape && pattern[at] == '*' ? ".*" : Regex.Escape(pattern[at].ToString()));
        }

        return Regex.IsMatch(value, expression.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}

/// <summary>One comparison operator.</summary>
/// <param name="Accepts">Whether the definition's own value is of the operator's type.</param>
/// <param name="Test">Given: whether the variable is there, its value, the definition's value.</param>
/// <param name="AsksPresence">True when a missing variable is an answer, not an error.</param>
internal sealed record Comparison(Func<JsonNode?, bool> Accepts, Func<bool, JsonNode?, JsonNode?, bool> Test, bool AsksPresence = false);
