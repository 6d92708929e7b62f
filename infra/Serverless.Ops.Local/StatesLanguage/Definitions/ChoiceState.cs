namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Goes where the first rule that holds points, or to the default.</summary>
internal sealed record ChoiceState(string Name, IReadOnlyList<ChoiceRule> Rules, string? Default) : State(Name, "Choice", null)
{
    public override IEnumerable<string> Targets => Rules.Select(rule => rule.Next).Concat(Default is null ? [] : [Default]);
}
