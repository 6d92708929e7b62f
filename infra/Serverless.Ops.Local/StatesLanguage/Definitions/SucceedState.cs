namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Ends the execution well; its input is the output.</summary>
internal sealed record SucceedState(string Name) : State(Name, "Succeed", null);
