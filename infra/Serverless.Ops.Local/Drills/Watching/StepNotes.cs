using System.Text.Json.Nodes;
using Serverless.Ops.Local.Display;

namespace Serverless.Ops.Local.Drills.Watching;

/// <summary>
/// The amounts in a job's result, as one line for the terminal. The result's own speed is left out: it does not cover the start and end
/// of the program. The summary shows the speed of the whole step.
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
