using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>And: asks in order and stops at the first that does not hold, so that IsPresent can guard what follows it.</summary>
internal sealed class AllOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.All(condition => condition.Holds(roots));
}
