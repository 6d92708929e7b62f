using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>Reads a page of an execution's history; of the events' details those that the model has.</summary>
internal sealed class ExecutionHistoryUnmarshaller : ResponseUnmarshaller
{
    public static ExecutionHistoryUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using JsonDocument page = JsonDocument.Parse(input.Stream);
        return new GetExecutionHistoryResponse
        {
            Events = [.. page.RootElement.GetProperty("events").EnumerateArray().Select(Event)],
            NextToken = page.RootElement.TryGetProperty("nextToken", out JsonElement next) ? next.GetString() : null,
        };
    }

    private static HistoryEvent Event(JsonElement json) => new()
    {
        Id = json.GetProperty("id").GetInt64(),
        Timestamp = DateTime.UnixEpoch.AddTicks((long)(json.GetProperty("timestamp").GetDecimal() * TimeSpan.TicksPerSecond)),
        Type = new HistoryEventType(json.GetProperty("type").GetString()!),
        StateEnteredEventDetails = NameIn(json, "stateEnteredEventDetails") is { } entered ? new() { Name = entered } : null,
        StateExitedEventDetails = NameIn(json, "stateExitedEventDetails") is { } exited ? new() { Name = exited } : null,
    };

    private static string? NameIn(JsonElement json, string details) =>
        json.TryGetProperty(details, out JsonElement found) ? found.GetProperty("name").GetString() : null;
}
