namespace Amazon.StepFunctions.Model;

/// <summary>How an attempt ended.</summary>
public sealed class TaskSubmitFailedEventDetails
{
    public string? Error { get; set; }
}
