using System.Text.Json.Nodes;
using Serverless.Ops.Local.Display;

namespace Serverless.Ops.Local.Drills.Watching;

/// <summary>
/// What of a job's result a person wants to see in one line: the amounts, where it has them. Its speed leaves out what it did before and after;
/// the summary's is of the whole step.
/// </summary>
internal static class StepNotes
{
    private static readonly (string Field, Func<JsonNode, string> Show)[] Known =
    [
        ("target", value => $"T = {value}"),
        ("tables", value => $"{value} tables"),
        ("rows", value => $"{(long)value:N0} rows"),
        ("segments", value => $"{value} segments"),
        ("transactions", value => $"{(long)value:N0} log transactions"),
        ("textBytes", value => $"{Quantities.Bytes((double)value)} of SQL"),
        ("storedBytes", value => $"{Quantities.Bytes((double)value)} stored"),
        ("bytes", value => Quantities.Bytes((double)value)),
        ("verdict", value => $"verdict {value}"),
        ("siteUrl", value => value.ToString()),
    ];

    public static string Of(JsonObject result) =>
        string.Join(", ", Known.Where(known => result[known.Field] is JsonValue).Select(known => known.Show(result[known.Field]!)));
}
