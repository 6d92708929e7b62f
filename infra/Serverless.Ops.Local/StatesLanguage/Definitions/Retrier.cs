namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>When and how often a failed task is tried again.</summary>
/// <param name="MaxDelay">Ceiling of one delay.</param>
/// <param name="HasFullJitter">Each delay is drawn evenly from nothing to the computed one.</param>
/// <remarks>https://states-language.net/spec.html#retrying-after-error</remarks>
internal sealed record Retrier(
    IReadOnlyList<string> ErrorEquals, int IntervalSeconds, int MaxAttempts, double BackoffRate, TimeSpan? MaxDelay, bool HasFullJitter)
{
    /// <param name="attempt">1 for the first retry.</param>
    public TimeSpan Delay(int attempt, Random random)
    {
        double seconds = IntervalSeconds * Math.Pow(BackoffRate, attempt - 1);
        double capped = Math.Min(seconds, (MaxDelay ?? TimeSpan.FromDays(365)).TotalSeconds);
        return TimeSpan.FromSeconds(HasFullJitter ? capped * random.NextDouble() : capped);
    }
}
