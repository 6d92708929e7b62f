namespace Amazon.StepFunctions.Model;

/// <summary>Which state was entered.</summary>
public sealed class StateEnteredEventDetails
{
    public string? Name { get; set; }
}
