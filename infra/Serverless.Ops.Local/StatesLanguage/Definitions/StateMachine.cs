namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>A definition that was read, checked and bound to the resources it calls.</summary>
/// <param name="Name">File name without <c>.asl.json</c>.</param>
/// <param name="TimeoutSeconds">Limit of a whole execution, if any.</param>
internal sealed record StateMachine(
    string Name,
    string Arn,
    string StartAt,
    int? TimeoutSeconds,
    IReadOnlyDictionary<string, State> States
);
