using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>The intrinsic functions. Only functions that our files use are here.</summary>
/// <remarks>https://states-language.net/spec.html#appendix-b</remarks>
internal static class IntrinsicFunctions
{
    /// <summary>Functions by name, each with its number of arguments. Null means any number.</summary>
    public static readonly IReadOnlyDictionary<string, (int? Arguments, Func<JsonNode?[], JsonNode?> Function)> Table = new Dictionary<
        string,
        (int?, Func<JsonNode?[], JsonNode?>)
    >(StringComparer.Ordinal)
    {
        ["States.Array"] = (null, arguments => new JsonArray(arguments)),
        ["States.Base64Encode"] = (1, Base64Encode),
        ["States.JsonMerge"] = (3, JsonMerge),
        ["States.JsonToString"] = (1, arguments => StateJson.ToText(arguments[0])),
        ["States.MathAdd"] = (2, arguments => checked(Whole(arguments[0]) + Whole(arguments[1]))),
        ["States.StringToJson"] = (1, arguments => StateJson.ParseLastWins(Text(arguments[0]))),
    };

    private static JsonNode? Base64Encode(JsonNode?[] arguments)
    {
        string text = Text(arguments[0]);
        return text.Length > StateLimits.IntrinsicCharacters
            ? throw new FormatException($"the text has {text.Length} characters, but at most {StateLimits.IntrinsicCharacters} are allowed")
            : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    // Step Functions has only the shallow merge, so the third argument must be false.
    private static JsonNode? JsonMerge(JsonNode?[] arguments)
    {
        if (arguments is not [JsonObject first, JsonObject second, JsonValue deep] || deep.GetValueKind() != JsonValueKind.False)
        {
            throw new FormatException("the arguments must be two objects and false");
        }

        var merged = (JsonObject)first.DeepClone();
        foreach ((string field, JsonNode? value) in second)
        {
            merged[field] = value?.DeepClone();
        }

        return merged;
    }

    private static string Text(JsonNode? argument) =>
        argument is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new FormatException($"{StateJson.ToText(argument)} is not a string");

    // States.MathAdd rounds its arguments to whole numbers of 32 bits.
    private static int Whole(JsonNode? argument) =>
        argument is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? checked((int)Math.Round(double.Parse(StateJson.ToText(value), CultureInfo.InvariantCulture), MidpointRounding.AwayFromZero))
            : throw new FormatException($"{StateJson.ToText(argument)} is not a number");
}
