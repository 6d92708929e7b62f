using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>The type of an event. This has only those published constants that the suite uses.</summary>
public class HistoryEventType(string value) : ConstantClass(value)
{
    public static readonly HistoryEventType TaskStateEntered = new("TaskStateEntered");
    public static readonly HistoryEventType TaskScheduled = new("TaskScheduled");
    public static readonly HistoryEventType TaskFailed = new("TaskFailed");
    public static readonly HistoryEventType TaskSubmitFailed = new("TaskSubmitFailed");
    public static readonly HistoryEventType TaskTimedOut = new("TaskTimedOut");
    public static readonly HistoryEventType TaskStateExited = new("TaskStateExited");
}
