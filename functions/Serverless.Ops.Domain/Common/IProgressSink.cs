namespace Serverless.Ops.Domain.Common;

/// <summary>
/// Receives the progress of a running job. A call is cheap enough for every chunk and batch: the sink throttles, not the caller.
/// Safe to call from several tasks at once. Never throws.
/// </summary>
public interface IProgressSink
{
    /// <summary>Reports one phase. A phase is complete when <paramref name="done"/> equals <paramref name="total"/>.</summary>
    /// <param name="phase">The phase's name, in glossary words: "dump tabMember", "replay". Never a secret.</param>
    /// <param name="done">Amount done, in <paramref name="unit"/>.</param>
    /// <param name="total">Whole amount, in the same unit; 0 while it is unknown.</param>
    /// <param name="unit">"bytes", "rows", "tables", "events".</param>
    void Report(string phase, long done, long total, string unit);
}
