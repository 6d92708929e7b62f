using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>A page of events, oldest first.</summary>
public sealed class GetExecutionHistoryResponse : AmazonWebServiceResponse
{
    public List<HistoryEvent> Events { get; set; } = [];

    /// <summary>For the page after; null on the last.</summary>
    public string? NextToken { get; set; }
}
