using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Choices;
using Serverless.Ops.Local.StatesLanguage.Templates;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>One state of a machine.</summary>
/// <param name="Next">Name of the next state. Null when this state ends the execution, and for a Choice state.</param>
internal abstract record State(string Name, string Type, string? Next)
{
    /// <summary>Names of all states that can follow this one.</summary>
    public virtual IEnumerable<string> Targets => Next is null ? [] : [Next];
}

/// <summary>Passes its input or a fixed result to the next state.</summary>
internal sealed record PassState(string Name, string? Next, DataFlow Flow, bool HasResult, JsonNode? Result) : State(Name, "Pass", Next);

/// <summary>Waits for a number of seconds.</summary>
internal sealed record WaitState(string Name, string? Next, int Seconds) : State(Name, "Wait", Next);

/// <summary>Goes to the next state of the first true rule. When no rule is true, goes to the default state.</summary>
internal sealed record ChoiceState(string Name, IReadOnlyList<ChoiceRule> Rules, string? Default) : State(Name, "Choice", null)
{
    public override IEnumerable<string> Targets => Rules.Select(rule => rule.Next).Concat(Default is null ? [] : [Default]);
}

internal sealed record ChoiceRule(ICondition Condition, string Next);

/// <summary>Ends the execution with success. The state's input is the execution's output.</summary>
internal sealed record SucceedState(string Name) : State(Name, "Succeed", null);

/// <summary>Ends the execution with an error and a cause. Each is a fixed string or a path into the input.</summary>
internal sealed record FailState(string Name, IValueExpression Error, IValueExpression Cause) : State(Name, "Fail", null);
