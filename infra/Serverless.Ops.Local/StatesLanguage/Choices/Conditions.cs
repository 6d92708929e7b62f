using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>What a choice rule asks of the data.</summary>
internal interface ICondition
{
    /// <summary>Throws States.Runtime when the variable is not there, unless that is the question.</summary>
    bool Holds(PathRoots roots);
}

/// <summary>And: asks in order and stops at the first that does not hold, so that IsPresent can guard what follows it.</summary>
internal sealed class AllOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.All(condition => condition.Holds(roots));
}

/// <summary>Or: asks in order and stops at the first that holds.</summary>
internal sealed class AnyOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.Any(condition => condition.Holds(roots));
}

/// <summary>Not.</summary>
internal sealed class Negation(ICondition condition) : ICondition
{
    public bool Holds(PathRoots roots) => !condition.Holds(roots);
}

/// <summary>One variable, one comparison. A value of another type than the operator's is false, not an error.</summary>
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
