namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>What an observer hears: an event, and whose it is.</summary>
internal sealed record ExecutionEvent(string StateMachineName, string ExecutionName, HistoryEvent Event)
{
    /// <summary>The state that the event is about, if it names one.</summary>
    public string? StateName => (string?)Event.Details?["name"];
}
