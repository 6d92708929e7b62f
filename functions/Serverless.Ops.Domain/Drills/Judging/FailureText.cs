using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>
/// Finds the readable text in a cause. A function's cause is JSON with the message. A failed execution's cause is JSON with an inner
/// cause. A state's cause is plain text.
/// </summary>
public static class FailureText
{
    public static string Of(string? cause)
    {
        if (cause is ['{', ..])
        {
            try
            {
                var described = JsonNode.Parse(cause);
                return (string?)described?["errorMessage"] ?? ((string?)described?["Cause"] is { } inner ? Of(inner) : cause);
            }
            catch (JsonException)
            {
                // Cut off, or not JSON: the cause is shown unchanged.
            }
        }

        return cause ?? "";
    }
}
