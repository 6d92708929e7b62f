using Serverless.Ops.Local.States.Paths;

namespace Serverless.Ops.Local.States.Choices;

/// <summary>Or: asks in order and stops at the first that holds.</summary>
internal sealed class AnyOf(IReadOnlyList<ICondition> conditions) : ICondition
{
    public bool Holds(PathRoots roots) => conditions.Any(condition => condition.Holds(roots));
}
