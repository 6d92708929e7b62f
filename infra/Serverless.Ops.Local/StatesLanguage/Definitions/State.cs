namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>One state.</summary>
/// <param name="Next">The next state; null when this one ends the execution or chooses by itself.</param>
internal abstract record State(string Name, string Type, string? Next)
{
    /// <summary>Every state that this one can lead to.</summary>
    public virtual IEnumerable<string> Targets => Next is null ? [] : [Next];
}
