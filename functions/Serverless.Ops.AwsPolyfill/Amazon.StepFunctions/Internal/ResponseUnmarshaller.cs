using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>Makes the typed exception for the code of an error.</summary>
internal abstract class ResponseUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        ErrorResponse error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return error.Code switch
        {
            "TaskTimedOut" => new TaskTimedOutException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "TaskDoesNotExist" => new TaskDoesNotExistException(
                error.Message,
                innerException,
                error.Type,
                error.Code,
                error.RequestId,
                statusCode
            ),
            "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(
                error.Message,
                innerException,
                error.Type,
                error.Code,
                error.RequestId,
                statusCode
            ),
            "InvalidToken" => new InvalidTokenException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidOutput" => new InvalidOutputException(
                error.Message,
                innerException,
                error.Type,
                error.Code,
                error.RequestId,
                statusCode
            ),
            _ => new AmazonStepFunctionsException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
        };
    }
}

/// <summary>Reads an empty answer.</summary>
internal sealed class EmptyResponseUnmarshaller<TResponse> : ResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public static EmptyResponseUnmarshaller<TResponse> Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new TResponse();
}

/// <summary>Reads one page of an execution's history. It reads only the details that <see cref="HistoryEvent"/> has.</summary>
internal sealed class ExecutionHistoryUnmarshaller : ResponseUnmarshaller
{
    public static ExecutionHistoryUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var page = JsonDocument.Parse(input.Stream);
        return new GetExecutionHistoryResponse
        {
            Events = [.. page.RootElement.GetProperty("events").EnumerateArray().Select(Event)],
            NextToken = page.RootElement.TryGetProperty("nextToken", out JsonElement next) ? next.GetString() : null,
        };
    }

    private static HistoryEvent Event(JsonElement json) =>
        new()
        {
            Id = json.GetProperty("id").GetInt64(),
            Timestamp = DateTime.UnixEpoch.AddTicks((long)(json.GetProperty("timestamp").GetDecimal() * TimeSpan.TicksPerSecond)),
            Type = new HistoryEventType(json.GetProperty("type").GetString()!),
            TaskFailedEventDetails = TextIn(json, "taskFailedEventDetails", "error") is { } failed ? new() { Error = failed } : null,
            TaskSubmitFailedEventDetails = TextIn(json, "taskSubmitFailedEventDetails", "error") is { } refused
                ? new() { Error = refused }
                : null,
            TaskTimedOutEventDetails = TextIn(json, "taskTimedOutEventDetails", "error") is { } late ? new() { Error = late } : null,
            StateEnteredEventDetails = TextIn(json, "stateEnteredEventDetails", "name") is { } entered ? new() { Name = entered } : null,
            StateExitedEventDetails = TextIn(json, "stateExitedEventDetails", "name") is { } exited ? new() { Name = exited } : null,
        };

    private static string? TextIn(JsonElement json, string details, string field) =>
        json.TryGetProperty(details, out JsonElement found) && found.TryGetProperty(field, out JsonElement text) ? text.GetString() : null;
}
