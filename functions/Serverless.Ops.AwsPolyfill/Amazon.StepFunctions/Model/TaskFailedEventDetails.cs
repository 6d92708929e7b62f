namespace Amazon.StepFunctions.Model;

/// <summary>How an attempt ended.</summary>
public sealed class TaskFailedEventDetails
{
    public string? Error { get; set; }
}
