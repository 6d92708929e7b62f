using System.Text.Json.Serialization;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>An exception in the form in which Lambda reports it, so that Catch sees one form from hosts and Lambda.</summary>
internal sealed record ErrorReport(
    [property: JsonPropertyOrder(0)] string ErrorType,
    [property: JsonPropertyOrder(1)] string ErrorMessage,
    [property: JsonPropertyOrder(2)] IReadOnlyList<string> StackTrace,
    [property: JsonPropertyOrder(3)] ErrorReport? Cause)
{
    /// <summary>Step Functions' limit of a task's cause, in characters.</summary>
    public const int LongestCause = 32_768;

    private const int LongestMessage = 4_096;

    /// <summary>As much of the exception as fits into a task's cause: its causes go first, then its stack, then the message's end.</summary>
    public static string Write(Exception failure)
    {
        foreach (var depth in (int[])[8, 1, 0])
        {
            if (HostLines.Of(Of(failure, depth)) is { Length: <= LongestCause } whole)
            {
                return whole;
            }
        }

        var message = failure.Message.Length <= LongestMessage ? failure.Message : failure.Message[..LongestMessage] + "…";
        return HostLines.Of(new ErrorReport(failure.GetType().Name, message, [], null));
    }

    private static ErrorReport Of(Exception failure, int depth) =>
        new(
            failure.GetType().Name,
            failure.Message,
            (failure.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            depth > 0 && failure.InnerException is { } cause ? Of(cause, depth - 1) : null);
}
