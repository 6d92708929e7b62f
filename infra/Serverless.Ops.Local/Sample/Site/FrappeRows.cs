using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MySqlConnector;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>Turns rows into Frappe's JSON, and JSON values into SQL parameters.</summary>
internal static class FrappeRows
{
    public static async Task<JsonArray> ReadAsync(MySqlCommand command, CancellationToken cancellationToken)
    {
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new JsonArray();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new JsonObject();
            for (int i = 0; i < reader.FieldCount; i++)
            {
                row[reader.GetName(i)] = ToJson(reader.GetValue(i), reader.GetDataTypeName(i));
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The value as a parameter: text, number, flag or null. A list or an object is an error.</summary>
    public static object? ToParameter(string field, JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => null,
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
            _ => throw FrappeApiException.Invalid($"{field} must be text, a number or null"),
        };

    private static JsonNode? ToJson(object value, string type) =>
        value switch
        {
            DBNull => null,
            string text => text,
            DateTime day when type == "DATE" => day.ToString("yyyy-MM-dd"),
            DateTime instant => instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff"),
            TimeSpan span => span.ToString(@"h\:mm\:ss\.ffffff"),
            decimal money => JsonValue.Create(money),
            bool flag => flag ? 1 : 0,
            sbyte or short or int or uint or long => JsonValue.Create(Convert.ToInt64(value)),
            _ => value.ToString(),
        };
}
