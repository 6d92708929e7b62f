using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.Drills;

/// <summary>The words in a cause: a function's cause is JSON with the error's message in it, a state's is text.</summary>
internal static class FailureText
{
    public static string Of(string? cause)
    {
        if (cause is ['{', ..])
        {
            try
            {
                return (string?)JsonNode.Parse(cause)?["errorMessage"] ?? cause;
            }
            catch (JsonException)
            {
                // Cut or no JSON at all: shown as it is.
            }
        }

        return cause ?? "";
    }
}
