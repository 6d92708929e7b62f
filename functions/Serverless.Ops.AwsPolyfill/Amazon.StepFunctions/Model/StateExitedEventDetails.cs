namespace Amazon.StepFunctions.Model;

/// <summary>Which state was left.</summary>
public sealed class StateExitedEventDetails
{
    public string? Name { get; set; }
}
