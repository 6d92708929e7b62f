using Serverless.Ops.Local.States.Paths;

namespace Serverless.Ops.Local.States.Choices;

/// <summary>What a choice rule asks of the data.</summary>
internal interface ICondition
{
    /// <summary>Throws States.Runtime when the variable is not there, unless that is the question.</summary>
    bool Holds(PathRoots roots);
}
