using Amazon.Lambda.Core;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program;

/// <summary>
/// Makes the one <see cref="CancellationToken"/> of an invocation. The token is cancelled a margin before the invocation's time ends,
/// so that the function can still report, or earlier when the process has to stop.
/// </summary>
internal static class InvocationDeadline
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(10);

    /// <summary>Runs one use case with that token.</summary>
    /// <exception cref="DeadlineExceededException">The time ran out.</exception>
    /// <exception cref="JobStoppedException">The process was told to stop.</exception>
    public static Task<TResult> RunAsync<TResult>(ILambdaContext context, Func<CancellationToken, Task<TResult>> useCase) =>
        RunAsync(context, TimeProvider.System, useCase);

    internal static async Task<TResult> RunAsync<TResult>(
        ILambdaContext context,
        TimeProvider time,
        Func<CancellationToken, Task<TResult>> useCase
    )
    {
        CancellationToken stopping = (context as HostLambdaContext)?.Stopping ?? CancellationToken.None;
        TimeSpan remaining = context.RemainingTime;
        using var deadline = new CancellationTokenSource(Usable(remaining), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return await useCase(either.Token);
        }
        catch (OperationCanceledException cause) when (stopping.IsCancellationRequested)
        {
            throw new JobStoppedException(context.FunctionName, cause);
        }
        catch (OperationCanceledException cause) when (deadline.IsCancellationRequested)
        {
            throw new DeadlineExceededException(context.FunctionName, (context as HostLambdaContext)?.Timeout ?? remaining, cause);
        }
    }

    // The margin is a tenth of the time and at most ten seconds. So short calls in tests and long jobs both have time to report.
    // A time of int.MaxValue milliseconds (24.8 days) or more counts as no limit, because a timer cannot hold much more.
    private static TimeSpan Usable(TimeSpan granted)
    {
        if (granted.TotalMilliseconds >= int.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var margin = TimeSpan.FromTicks(Math.Min(granted.Ticks / 10, LongestMargin.Ticks));
        return granted > TimeSpan.Zero ? granted - margin : TimeSpan.Zero;
    }
}

/// <summary>The function did not end within the time that its caller granted.</summary>
internal sealed class DeadlineExceededException(string function, TimeSpan granted, Exception? cause = null)
    : TransientException(
        $"{function} did not end within the {granted.TotalSeconds:0.###} s it was given.",
        "run the job again; it resumes from its durable results. Give it more time if it takes longer each time.",
        cause
    );

/// <summary>The process got SIGTERM or SIGINT before the function ended.</summary>
internal sealed class JobStoppedException(string function, Exception? cause = null)
    : TransientException(
        $"{function} was told to stop before it had ended.",
        "run the job again; it resumes from its durable results.",
        cause
    );
