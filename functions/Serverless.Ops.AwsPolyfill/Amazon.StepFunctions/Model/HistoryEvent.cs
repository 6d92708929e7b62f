namespace Amazon.StepFunctions.Model;

/// <summary>One event of an execution. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html</summary>
public sealed class HistoryEvent
{
    public long? Id { get; set; }

    /// <summary>Time of the event in UTC.</summary>
    public DateTime? Timestamp { get; set; }

    public HistoryEventType? Type { get; set; }

    public StateEnteredEventDetails? StateEnteredEventDetails { get; set; }

    public TaskFailedEventDetails? TaskFailedEventDetails { get; set; }

    public TaskSubmitFailedEventDetails? TaskSubmitFailedEventDetails { get; set; }

    public TaskTimedOutEventDetails? TaskTimedOutEventDetails { get; set; }

    public StateExitedEventDetails? StateExitedEventDetails { get; set; }
}

/// <summary>The state that was entered.</summary>
public sealed class StateEnteredEventDetails
{
    public string? Name { get; set; }
}

/// <summary>The state that was left.</summary>
public sealed class StateExitedEventDetails
{
    public string? Name { get; set; }
}

/// <summary>The error of an attempt that failed.</summary>
public sealed class TaskFailedEventDetails
{
    public string? Error { get; set; }
}

/// <summary>The error of an attempt that the called service did not accept.</summary>
public sealed class TaskSubmitFailedEventDetails
{
    public string? Error { get; set; }
}

/// <summary>The error of an attempt that timed out.</summary>
public sealed class TaskTimedOutEventDetails
{
    public string? Error { get; set; }
}
