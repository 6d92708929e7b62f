using System.Text.Json;

namespace Amazon.StepFunctions.Model;

/// <summary>Asks for the events of an execution. https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html</summary>
public sealed class GetExecutionHistoryRequest : AmazonStepFunctionsRequest
{
    public string? ExecutionArn { get; set; }

    /// <summary>False leaves inputs and outputs out of the events.</summary>
    public bool? IncludeExecutionData { get; set; }

    /// <summary>Events a page, at most 1,000.</summary>
    public int? MaxResults { get; set; }

    /// <summary>From the page before.</summary>
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
