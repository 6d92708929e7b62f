using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Calls a resource, which does a unit of work.</summary>
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

/// <summary>The next state of a failed task that has no retry left.</summary>
internal sealed record Catcher(IReadOnlyList<string> ErrorEquals, ResultPath ResultPath, string Next);
