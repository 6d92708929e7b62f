using Serverless.Ops.Local.States.Templates;

namespace Serverless.Ops.Local.States.Definitions;

/// <summary>Ends the execution with an error and a cause, each fixed or read from the input.</summary>
internal sealed record FailState(string Name, IValueExpression Error, IValueExpression Cause) : State(Name, "Fail", null);
