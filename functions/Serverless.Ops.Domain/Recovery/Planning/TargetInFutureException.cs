using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The target has not happened yet.</summary>
public sealed class TargetInFutureException(DateTimeOffset target, DateTimeOffset now)
    : PermanentException(
        $"The target {WholeSecond.Text(target)} is in the future: it is {WholeSecond.Text(WholeSecond.Floor(now))}.",
        "give a second that has passed, in UTC, or 'latest'.");
