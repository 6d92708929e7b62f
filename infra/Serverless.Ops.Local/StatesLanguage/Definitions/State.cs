using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Choices;
using Serverless.Ops.Local.StatesLanguage.Templates;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>One state.</summary>
/// <param name="Next">The next state; null when this one ends the execution or chooses by itself.</param>
internal abstract record State(string Name, string Type, string? Next)
{
    /// <summary>Every state that this one can lead to.</summary>
    public virtual IEnumerable<string> Targets => Next is null ? [] : [Next];
}

/// <summary>Gives its input, or a fixed result, on.</summary>
internal sealed record PassState(string Name, string? Next, DataFlow Flow, bool HasResult, JsonNode? Result) : State(Name, "Pass", Next);

/// <summary>Lets time pass.</summary>
internal sealed record WaitState(string Name, string? Next, int Seconds) : State(Name, "Wait", Next);

/// <summary>Goes where the first rule that holds points, or to the default.</summary>
internal sealed record ChoiceState(string Name, IReadOnlyList<ChoiceRule> Rules, string? Default) : State(Name, "Choice", null)
{
    public override IEnumerable<string> Targets => Rules.Select(rule => rule.Next).Concat(Default is null ? [] : [Default]);
}

internal sealed record ChoiceRule(ICondition Condition, string Next);

/// <summary>Ends the execution well; its input is the output.</summary>
internal sealed record SucceedState(string Name) : State(Name, "Succeed", null);

/// <summary>Ends the execution with an error and a cause, each fixed or read from the input.</summary>
internal sealed record FailState(string Name, IValueExpression Error, IValueExpression Cause) : State(Name, "Fail", null);
