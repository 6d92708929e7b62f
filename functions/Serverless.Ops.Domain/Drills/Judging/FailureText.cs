using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>The words in a cause: a function's is JSON with the message in it, a failed execution's has its own cause in it, a state's is text.</summary>
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
                // Cut or no JSON at all: shown as it is.
            }
        }

        return cause ?? "";
    }
}
