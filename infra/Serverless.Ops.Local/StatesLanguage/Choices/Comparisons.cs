using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>The comparison operators of Choice rules. Only operators that our files use are here.</summary>
/// <remarks>https://states-language.net/spec.html#choice-state</remarks>
internal static class Comparisons
{
    /// <summary>Comparison operators by name.</summary>
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

    // * matches any characters, also none. \* matches an asterisk and \\ matches a backslash. No other character is special.
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
/// <param name="Accepts">Checks that the value in the definition has the operator's type.</param>
/// <param name="Test">Arguments: whether the variable is present, the variable's value, the value in the definition.</param>
/// <param name="AsksPresence">True for IsPresent: a missing variable is a valid answer, not an error.</param>
internal sealed record Comparison(Func<JsonNode?, bool> Accepts, Func<bool, JsonNode?, JsonNode?, bool> Test, bool AsksPresence = false);
