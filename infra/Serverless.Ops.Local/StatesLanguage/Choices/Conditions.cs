using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>The condition of a choice rule.</summary>
internal interface ICondition
{
    /// <summary>True when the data meets the condition. A missing variable throws States.Runtime, except for IsPresent.</summary>
    bool Holds(PathRoots roots);
}

/// <summary>And: tests in order and stops at the first false condition. So IsPresent can guard the conditions after it.</summary>
internal sealed class AllOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.All(condition => condition.Holds(roots));
}

/// <summary>Or: tests in order and stops at the first true condition.</summary>
internal sealed class AnyOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.Any(condition => condition.Holds(roots));
}

/// <summary>Not: true when the inner condition is false.</summary>
internal sealed class Negation(ICondition condition) : ICondition
{
    public bool Holds(PathRoots roots) => !condition.Holds(roots);
}

/// <summary>Compares one variable. A value of another type than the operator's gives false, not an error.</summary>
internal sealed class DataTest(JsonPath variable, bool asksPresence, Func<bool, JsonNode?, bool> test) : ICondition
{
    public bool Holds(PathRoots roots)
    {
        bool isPresent = variable.TryRead(roots, out JsonNode? value);
        return isPresent || asksPresence
            ? test(isPresent, value)
            : throw new StateErrorException(
                StateErrors.Runtime,
                $"Invalid path '{variable.Text}': The choice state's condition path references an invalid value."
            );
    }
}
