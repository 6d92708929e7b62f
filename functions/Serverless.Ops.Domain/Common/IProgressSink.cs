namespace Serverless.Ops.Domain.Common;

/// <summary>
/// Where a running job says how far it is. Cheap enough for every chunk and batch: the sink throttles, never the caller.
/// Safe to call from several tasks at once; never throws.
/// </summary>
public interface IProgressSink
{
    /// <summary>The state of one phase. A phase is complete when <paramref name="done"/> has reached <paramref name="total"/>.</summary>
    /// <param name="phase">What is being done, in glossary words: "dump tabMember", "replay". Never a secret.</param>
    /// <param name="done">How much is done, in <paramref name="unit"/>.</param>
    /// <param name="total">How much there is, or 0 while that is not known.</param>
    /// <param name="unit">"bytes", "rows", "tables", "events".</param>
    void Report(string phase, long done, long total, string unit);
}
