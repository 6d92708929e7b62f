using Serverless.Ops.Local.StatesLanguage.Templates;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Ends the execution with an error and a cause, each fixed or read from the input.</summary>
internal sealed record FailState(string Name, IValueExpression Error, IValueExpression Cause) : State(Name, "Fail", null);
