using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>What a choice rule asks of the data.</summary>
internal interface ICondition
{
    /// <summary>Throws States.Runtime when the variable is not there, unless that is the question.</summary>
    bool Holds(PathRoots roots);
}
