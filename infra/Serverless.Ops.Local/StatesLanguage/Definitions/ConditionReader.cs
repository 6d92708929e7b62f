using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Choices;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Reads the rules of a Choice state.</summary>
internal static class ConditionReader
{
    public static IReadOnlyList<ChoiceRule> Rules(FieldReader fields) =>
        fields.Objects("Choices") is { Count: > 0 } rules
            ? [.. rules.Select(Rule)]
            : throw fields.Error("Choices", "the field is missing", "add Choices with at least one rule");

    private static ChoiceRule Rule(FieldReader fields)
    {
        string next = fields.Text("Next");
        return new ChoiceRule(Condition(fields), next);
    }

    private static ICondition Condition(FieldReader fields)
    {
        ICondition condition = fields switch
        {
            _ when fields.Has("And") => new AllOf([.. fields.Objects("And").Select(Condition)]),
            _ when fields.Has("Or") => new AnyOf([.. fields.Objects("Or").Select(Condition)]),
            _ when fields.Has("Not") => new Negation(Condition(fields.Below("Not"))),
            _ => DataTest(fields),
        };
        fields.End();
        return condition;
    }

    private static DataTest DataTest(FieldReader fields)
    {
        string variable = fields.Text("Variable");
        JsonPath path = fields.Parse("Variable", () => JsonPath.Parse(variable));
        string name =
            Comparisons.Table.Keys.FirstOrDefault(fields.Has)
            ?? throw fields.Error(
                "Variable",
                "the rule has no supported operator",
                $"use one of And, Or, Not, {string.Join(", ", Comparisons.Table.Keys)}"
            );
        Comparison comparison = Comparisons.Table[name];
        JsonNode? expected = fields.Node(name);
        return comparison.Accepts(expected)
            ? new DataTest(path, comparison.AsksPresence, (isPresent, value) => comparison.Test(isPresent, value, expected))
            : throw fields.Error(name, $"{name} cannot compare with a value of this type", "use the type that the operator's name says");
    }
}
