using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>Not.</summary>
internal sealed class Negation(ICondition condition) : ICondition
{
    public bool Holds(PathRoots roots) => !condition.Holds(roots);
}
