using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>One event of an execution's history, in the form of GetExecutionHistory.</summary>
/// <param name="Type">Such as <c>TaskStateEntered</c>.</param>
/// <param name="DetailsName">Such as <c>stateEnteredEventDetails</c>; null when the type has none.</param>
/// <remarks>https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html</remarks>
internal sealed record HistoryEvent(
    long Id, long PreviousEventId, string Type, DateTimeOffset Timestamp, string? DetailsName, JsonObject? Details)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["previousEventId"] = PreviousEventId,
            ["timestamp"] = StateJson.Timestamp(Timestamp),
            ["type"] = Type,
        };
        if (DetailsName is not null)
        {
            json[DetailsName] = Details?.DeepClone();
        }

        return json;
    }
}
