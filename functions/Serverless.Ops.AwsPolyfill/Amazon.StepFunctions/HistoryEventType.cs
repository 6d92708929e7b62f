using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>What an event is about; of the published constants those that are used.</summary>
public class HistoryEventType(string value) : ConstantClass(value)
{
    public static readonly HistoryEventType TaskStateEntered = new("TaskStateEntered");
    public static readonly HistoryEventType TaskScheduled = new("TaskScheduled");
    public static readonly HistoryEventType TaskFailed = new("TaskFailed");
    public static readonly HistoryEventType TaskSubmitFailed = new("TaskSubmitFailed");
    public static readonly HistoryEventType TaskTimedOut = new("TaskTimedOut");
    public static readonly HistoryEventType TaskStateExited = new("TaskStateExited");
}
