using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>
/// The events of one execution. Each event is written at once as a line of JSON, and then passed to the observer, in order.
/// The last of the 25,000 places is reserved for the event that ends the execution.
/// </summary>
internal sealed class ExecutionHistory(string file, TimeProvider time, Action<RecordedEvent> observe) : IDisposable
{
    private readonly List<RecordedEvent> events = [];
    private readonly StreamWriter writer = new(file, append: false) { AutoFlush = true };

    /// <summary>A copy of all events until now.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (events)
            {
                return [.. events];
            }
        }
    }

    public long LastId => events.Count;

    /// <param name="details">Null when this type of event has no details.</param>
    /// <param name="previous">Id of the previous event in the chain. Null means the event added just before.</param>
    public RecordedEvent Add(string type, string? detailsName = null, JsonObject? details = null, long? previous = null)
    {
        if (events.Count >= StateLimits.HistoryEvents - 1)
        {
            throw new StateErrorException(
                StateErrors.Runtime,
                $"The execution reached the maximum number of history events ({StateLimits.HistoryEvents})."
            );
        }

        return Append(type, detailsName, details, previous);
    }

    /// <summary>Adds the last event. The history always has a place for this event.</summary>
    public void End(string type, string detailsName, JsonObject details)
    {
        Append(type, detailsName, details, null);
        writer.Dispose();
    }

    public void Dispose() => writer.Dispose();

    private RecordedEvent Append(string type, string? detailsName, JsonObject? details, long? previous)
    {
        var entry = new RecordedEvent(events.Count + 1, previous ?? events.Count, type, time.GetUtcNow(), detailsName, details);
        lock (events)
        {
            events.Add(entry);
        }

        writer.WriteLine(StateJson.ToText(entry.ToJson()));
        observe(entry);
        return entry;
    }
}

/// <summary>One event of an execution's history, in the form of GetExecutionHistory.</summary>
/// <param name="Type">For example <c>TaskStateEntered</c>.</param>
/// <param name="DetailsName">For example <c>stateEnteredEventDetails</c>. Null when this type of event has no details.</param>
/// <remarks>https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html</remarks>
internal sealed record RecordedEvent(
    long Id,
    long PreviousEventId,
    string Type,
    DateTimeOffset Timestamp,
    string? DetailsName,
    JsonObject? Details
)
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

/// <summary>An event for an observer, with the names of its machine and its execution.</summary>
internal sealed record ExecutionEvent(string StateMachineName, string ExecutionName, RecordedEvent Event)
{
    /// <summary>Name of the event's state. Null when the event names no state.</summary>
    public string? StateName => (string?)Event.Details?["name"];
}
