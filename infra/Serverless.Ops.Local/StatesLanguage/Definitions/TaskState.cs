using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Has a resource do a unit of work.</summary>
internal sealed record TaskState(
    string Name,
    string? Next,
    DataFlow Flow,
    TaskResource Resource,
    int TimeoutSeconds,
    int? HeartbeatSeconds,
    IReadOnlyList<Retrier> Retriers,
    IReadOnlyList<Catcher> Catchers
) : State(Name, "Task", Next)
{
    public override IEnumerable<string> Targets => base.Targets.Concat(Catchers.Select(catcher => catcher.Next));
}

/// <summary>When and how often a failed task is tried again.</summary>
/// <param name="MaxDelay">Ceiling of one delay.</param>
/// <param name="HasFullJitter">Each delay is drawn evenly from nothing to the computed one.</param>
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
    /// <param name="attempt">1 for the first retry.</param>
    public TimeSpan Delay(int attempt, Random random)
    {
        double seconds = IntervalSeconds * Math.Pow(BackoffRate, attempt - 1);
        double capped = Math.Min(seconds, (MaxDelay ?? TimeSpan.FromDays(365)).TotalSeconds);
        return TimeSpan.FromSeconds(HasFullJitter ? capped * random.NextDouble() : capped);
    }
}

/// <summary>Where a failed task goes when no retry is left.</summary>
internal sealed record Catcher(IReadOnlyList<string> ErrorEquals, ResultPath ResultPath, string Next);
