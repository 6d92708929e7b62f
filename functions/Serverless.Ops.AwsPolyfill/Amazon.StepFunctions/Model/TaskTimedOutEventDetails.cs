namespace Amazon.StepFunctions.Model;

/// <summary>How an attempt ended.</summary>
public sealed class TaskTimedOutEventDetails
{
    public string? Error { get; set; }
}
