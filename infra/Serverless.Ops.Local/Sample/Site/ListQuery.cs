using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>The query of <c>GET /api/resource/&lt;DocType&gt;</c>: fields, filters, order and page.</summary>
internal sealed record ListQuery(IReadOnlyList<string> Fields, IReadOnlyList<ListFilter> Filters, string OrderBy, int Start, int PageLength)
{
    private const int LongestPage = 100_000;

    public static ListQuery Parse(IQueryCollection query)
    {
        try
        {
            string[] fields = query["fields"].FirstOrDefault() is { Length: > 0 } names
                ? [.. JsonNode.Parse(names)!.AsArray().Select(field => field!.GetValue<string>())]
                : ["name"];
            JsonNode? filters = query["filters"].FirstOrDefault() is { Length: > 0 } text ? JsonNode.Parse(text) : null;
            return new ListQuery(
                fields,
                ListFilter.ParseAll(filters),
                query["order_by"].FirstOrDefault() ?? "modified desc",
                Number(query["limit_start"].FirstOrDefault(), 0),
                Number(query["limit_page_length"].FirstOrDefault() ?? query["limit"].FirstOrDefault(), 20)
            );
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw FrappeApiException.Invalid("fields and filters must be JSON lists", broken);
        }
    }

    public string ToSql(DocType docType, string[] columns, MySqlParameterCollection parameters)
    {
        string[] fields = Fields is ["*"] ? columns : [.. Fields.Select(field => Known(docType, columns, field))];
        var sql = new StringBuilder($"select {string.Join(", ", fields.Select(SqlQuote.Name))} from {SqlQuote.Name(docType.Table)}");
        for (int i = 0; i < Filters.Count; i++)
        {
            sql.Append(i == 0 ? " where " : " and ")
                .Append(SqlQuote.Name(Known(docType, columns, Filters[i].Field)))
                .Append(' ')
                .Append(Filters[i].ToSql(i, parameters));
        }

        string[] order = OrderBy.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string direction = order is [_, var word] && word.Equals("desc", StringComparison.OrdinalIgnoreCase) ? "desc" : "asc";
        sql.Append(" order by ").Append(SqlQuote.Name(Known(docType, columns, order[0].Trim('`')))).Append(' ').Append(direction);
        return sql.Append(
                CultureInfo.InvariantCulture,
                $" limit {(PageLength is <= 0 or > LongestPage ? LongestPage : PageLength)} offset {Start}"
            )
            .ToString();
    }

    private static int Number(string? text, int otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise : Math.Max(0, int.Parse(text, CultureInfo.InvariantCulture));

    private static string Known(DocType docType, string[] columns, string field) =>
        columns.Contains(field, StringComparer.Ordinal) ? field : throw FrappeApiException.Invalid($"{docType.Name} has no field {field}");
}

/// <summary>One condition: <c>[field, operator, value]</c>, <c>[doctype, field, operator, value]</c> or <c>{field: value}</c>.</summary>
internal sealed record ListFilter(string Field, string Operator, IReadOnlyList<object?> Values)
{
    private static readonly string[] Comparisons = ["=", "!=", "<", ">", "<=", ">=", "like", "not like"];

    public static IReadOnlyList<ListFilter> ParseAll(JsonNode? filters) =>
        filters switch
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
