using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Display;

namespace Serverless.Ops.Local.Drills;

/// <summary>What of a job's result a person wants to see in one line: amounts and speed, where it has them.</summary>
internal static class StepNotes
{
    private static readonly (string Field, Func<JsonNode, string> Show)[] Known =
    [
        ("target", value => $"T = {value}"),
        ("tables", value => $"{value} tables"),
        ("rows", value => $"{(long)value:N0} rows"),
        ("segments", value => $"{value} segments"),
        ("transactions", value => $"{(long)value:N0} transactions"),
        ("textBytes", value => $"{Quantities.Bytes((double)value)} of SQL"),
        ("storedBytes", value => $"{Quantities.Bytes((double)value)} stored"),
        ("bytes", value => Quantities.Bytes((double)value)),
        ("megabytesPerSecond", value => string.Create(CultureInfo.InvariantCulture, $"{(double)value:0} MB/s")),
        ("verdict", value => $"verdict {value}"),
        ("siteUrl", value => value.ToString()),
    ];

    public static string Of(JsonObject result) => string.Join(
        ", ", Known.Where(known => result[known.Field] is JsonValue).Select(known => known.Show(result[known.Field]!)));
}
