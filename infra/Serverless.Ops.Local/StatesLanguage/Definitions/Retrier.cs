namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>The rule by which a failed task is tried again.</summary>
/// <param name="MaxDelay">Longest delay before a retry. Null means no limit.</param>
/// <param name="HasFullJitter">True draws each delay evenly between 0 and the computed delay.</param>
/// <remarks>https://states-language.net/spec.html#retrying-after-error</remarks>
internal sealed record Retrier(
    IReadOnlyList<string> ErrorEquals,
    int IntervalSeconds,
    int MaxAttempts,
    double BackoffRate,
    TimeSpan? MaxDelay,
    bool HasFullJitter
)
{
    /// <summary>The delay before a retry.</summary>
    /// <param name="attempt">1 for the first retry.</param>
    public TimeSpan Delay(int attempt, Random random)
    {
        double seconds = IntervalSeconds * Math.Pow(BackoffRate, attempt - 1);
        double capped = Math.Min(seconds, (MaxDelay ?? TimeSpan.FromDays(365)).TotalSeconds);
        return TimeSpan.FromSeconds(HasFullJitter ? capped * random.NextDouble() : capped);
    }
}
