using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Functions.StepFunctions;

/// <summary>An exception in the form that Lambda reports. So Catch sees the same form from hosts and from Lambda.</summary>
internal sealed record ErrorReport(
    [property: JsonPropertyOrder(0)] string ErrorType,
    [property: JsonPropertyOrder(1)] string ErrorMessage,
    [property: JsonPropertyOrder(2)] IReadOnlyList<string> StackTrace,
    [property: JsonPropertyOrder(3)] ErrorReport? Cause
)
{
    /// <summary>Step Functions' limit of a task's cause, in characters.</summary>
    public const int LongestCause = 32_768;

    private const int LongestMessage = 4_096;

    private static readonly ErrorReportJson Json = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>Writes the exception as JSON of at most <see cref="LongestCause"/> characters. A long one is cut in this order: its
    /// causes below the first, all causes, the stack, the end of the message.</summary>
    public static string Write(Exception failure)
    {
        foreach (int depth in (int[])[8, 1, 0])
        {
            if (ToJson(Of(failure, depth)) is { Length: <= LongestCause } whole)
            {
                return whole;
            }
        }

        string message = failure.Message.Length <= LongestMessage ? failure.Message : failure.Message[..LongestMessage] + "…";
        return ToJson(new ErrorReport(failure.GetType().Name, message, [], null));
    }

    private static string ToJson(ErrorReport report) => JsonSerializer.Serialize(report, Json.ErrorReport);

    private static ErrorReport Of(Exception failure, int depth) =>
        new(
            failure.GetType().Name,
            failure.Message,
            (failure.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            depth > 0 && failure.InnerException is { } cause ? Of(cause, depth - 1) : null
        );
}

/// <summary>The JSON of <see cref="ErrorReport"/>.</summary>
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class ErrorReportJson : JsonSerializerContext;
