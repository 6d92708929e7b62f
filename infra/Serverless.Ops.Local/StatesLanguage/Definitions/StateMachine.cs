namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>A state machine whose definition is read, checked and bound to the resources of its Tasks.</summary>
/// <param name="Name">Name of the file without <c>.asl.json</c>.</param>
/// <param name="TimeoutSeconds">Limit of a whole execution. Null means no limit.</param>
internal sealed record StateMachine(
    string Name,
    string Arn,
    string StartAt,
    int? TimeoutSeconds,
    IReadOnlyDictionary<string, State> States
);
