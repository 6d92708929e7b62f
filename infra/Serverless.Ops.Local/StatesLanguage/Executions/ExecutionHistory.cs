using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>
/// The events of one execution, written as lines of JSON as they happen and told to the observer in order. The 25,000th
/// event is the last: it is kept for the execution's end.
/// </summary>
internal sealed class ExecutionHistory(string file, TimeProvider time, Action<RecordedEvent> observe) : IDisposable
{
    private readonly List<RecordedEvent> events = [];
    private readonly StreamWriter writer = new(file, append: false) { AutoFlush = true };

    /// <summary>All so far.</summary>
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

    /// <param name="details">Null when the type has none.</param>
    /// <param name="previous">Null for the event before this one.</param>
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

    /// <summary>The last event; there is always room for it.</summary>
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
/// <param name="Type">Such as <c>TaskStateEntered</c>.</param>
/// <param name="DetailsName">Such as <c>stateEnteredEventDetails</c>; null when the type has none.</param>
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

/// <summary>What an observer hears: an event, and whose it is.</summary>
internal sealed record ExecutionEvent(string StateMachineName, string ExecutionName, RecordedEvent Event)
{
    /// <summary>The state that the event is about, if it names one.</summary>
    public string? StateName => (string?)Event.Details?["name"];
}
