using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>Or: asks in order and stops at the first that holds.</summary>
internal sealed class AnyOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.Any(condition => condition.Holds(roots));
}
