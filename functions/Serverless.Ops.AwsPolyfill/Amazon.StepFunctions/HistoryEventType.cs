using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>What an event is about; of the published constants those that are used.</summary>
public class HistoryEventType(string value) : ConstantClass(value)
{
    public static readonly HistoryEventType TaskStateEntered = new("TaskStateEntered");
    public static readonly HistoryEventType TaskStateExited = new("TaskStateExited");
}
