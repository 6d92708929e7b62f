using System.Net;
using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Asks for the events of an execution.
/// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html</summary>
public sealed class GetExecutionHistoryRequest : AmazonStepFunctionsRequest
{
    public string? ExecutionArn { get; set; }

    /// <summary>False leaves inputs and outputs out of the events.</summary>
    public bool? IncludeExecutionData { get; set; }

    /// <summary>Number of events on a page, at most 1,000.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The token from the previous page; null for the first page.</summary>
    public string? NextToken { get; set; }

    internal override string Operation => "GetExecutionHistory";

    internal override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("executionArn", ExecutionArn);
        if (IncludeExecutionData is { } include)
        {
            writer.WriteBoolean("includeExecutionData", include);
        }

        if (MaxResults is { } most)
        {
            writer.WriteNumber("maxResults", most);
        }

        if (NextToken is { } token)
        {
            writer.WriteString("nextToken", token);
        }
    }
}

/// <summary>A page of events, oldest first.</summary>
public sealed class GetExecutionHistoryResponse : AmazonWebServiceResponse
{
    public List<HistoryEvent> Events { get; set; } = [];

    /// <summary>The token for the next page; null on the last page.</summary>
    public string? NextToken { get; set; }
}

/// <summary>There is no such execution.</summary>
public sealed class ExecutionDoesNotExistException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
