using System.Text.Json.Nodes;
using MySqlConnector;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>One condition: <c>[field, operator, value]</c>, <c>[doctype, field, operator, value]</c> or <c>{field: value}</c>.</summary>
internal sealed record ListFilter(string Field, string Operator, IReadOnlyList<object?> Values)
{
    private static readonly string[] Comparisons = ["=", "!=", "<", ">", "<=", ">=", "like", "not like"];

    public static IReadOnlyList<ListFilter> ParseAll(JsonNode? filters) => filters switch
    {
        null => [],
        JsonObject byName => [.. byName.Select(pair => Parse(new JsonArray(pair.Key, "=", pair.Value?.DeepClone())))],
        JsonArray list => [.. list.Select(filter => Parse(filter!.AsArray()))],
        _ => throw FrappeApiException.Invalid("filters must be a list or an object"),
    };

    public string ToSql(int index, MySqlParameterCollection parameters)
    {
        string[] names = [.. Values.Select((_, i) => $"@f{index}_{i}")];
        for (int i = 0; i < names.Length; i++)
        {
            parameters.AddWithValue(names[i], Values[i]);
        }

        return Operator == "in" ? $"in ({string.Join(", ", names)})" : $"{Operator} {names[0]}";
    }

    private static ListFilter Parse(JsonArray filter)
    {
        int at = filter.Count == 4 ? 1 : 0;
        string field = filter[at]!.GetValue<string>();
        string comparison = filter[at + 1]!.GetValue<string>().ToLowerInvariant();
        JsonNode? value = filter[at + 2];
        if (comparison == "in" && value is JsonArray { Count: > 0 } values)
        {
            return new ListFilter(field, comparison, [.. values.Select(one => FrappeRows.ToParameter(field, one))]);
        }

        return Comparisons.Contains(comparison, StringComparer.Ordinal)
            ? new ListFilter(field, comparison, [FrappeRows.ToParameter(field, value)])
            : throw FrappeApiException.Invalid($"filter operator {comparison} is not known");
    }
}
