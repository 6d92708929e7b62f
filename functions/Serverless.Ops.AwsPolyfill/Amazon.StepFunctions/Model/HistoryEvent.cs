namespace Amazon.StepFunctions.Model;

/// <summary>One event. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html</summary>
public sealed class HistoryEvent
{
    public long? Id { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? Timestamp { get; set; }

    public HistoryEventType? Type { get; set; }

    public StateEnteredEventDetails? StateEnteredEventDetails { get; set; }

    public TaskFailedEventDetails? TaskFailedEventDetails { get; set; }

    public TaskSubmitFailedEventDetails? TaskSubmitFailedEventDetails { get; set; }

    public TaskTimedOutEventDetails? TaskTimedOutEventDetails { get; set; }

    public StateExitedEventDetails? StateExitedEventDetails { get; set; }
}

/// <summary>Which state was entered.</summary>
public sealed class StateEnteredEventDetails
{
    public string? Name { get; set; }
}

/// <summary>Which state was left.</summary>
public sealed class StateExitedEventDetails
{
    public string? Name { get; set; }
}

/// <summary>How an attempt ended.</summary>
public sealed class TaskFailedEventDetails
{
    public string? Error { get; set; }
}

/// <summary>How an attempt ended.</summary>
public sealed class TaskSubmitFailedEventDetails
{
    public string? Error { get; set; }
}

/// <summary>How an attempt ended.</summary>
public sealed class TaskTimedOutEventDetails
{
    public string? Error { get; set; }
}
