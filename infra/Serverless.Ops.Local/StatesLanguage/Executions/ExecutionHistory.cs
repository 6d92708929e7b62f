using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>
/// The events of one execution, written as lines of JSON as they happen and told to the observer in order. The 25,000th
/// event is the last: it is kept for the execution's end.
/// </summary>
internal sealed class ExecutionHistory(string file, TimeProvider time, Action<HistoryEvent> observe) : IDisposable
{
    private readonly List<HistoryEvent> events = [];
    private readonly StreamWriter writer = new(file, append: false) { AutoFlush = true };

    /// <summary>All so far.</summary>
    public IReadOnlyList<HistoryEvent> Events
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
    public HistoryEvent Add(string type, string? detailsName = null, JsonObject? details = null, long? previous = null)
    {
        if (events.Count >= StateLimits.HistoryEvents - 1)
        {
            throw new StateErrorException(
                StateErrors.Runtime, $"The execution reached the maximum number of history events ({StateLimits.HistoryEvents}).");
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

    private HistoryEvent Append(string type, string? detailsName, JsonObject? details, long? previous)
    {
        var entry = new HistoryEvent(events.Count + 1, previous ?? events.Count, type, time.GetUtcNow(), detailsName, details);
        lock (events)
        {
            events.Add(entry);
        }

        writer.WriteLine(StateJson.ToText(entry.ToJson()));
        observe(entry);
        return entry;
    }
}
