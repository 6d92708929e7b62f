using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>Another run of the job is at work.</summary>
public sealed class LeaseHeldException(string job, string owner, DateTimeOffset endsAt)
    : TransientException(
        $"Job '{job}' is held by run '{owner}' until {endsAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} or longer.",
        "wait for that run; if it died, its lease ends by itself and the next try succeeds.")
{
    public string Owner { get; } = owner;

    public DateTimeOffset EndsAt { get; } = endsAt;
}
