using Serverless.Ops.Local.States.Paths;

namespace Serverless.Ops.Local.States.Choices;

/// <summary>Not.</summary>
internal sealed class Negation(ICondition condition) : ICondition
{
    public bool Holds(PathRoots roots) => !condition.Holds(roots);
}
