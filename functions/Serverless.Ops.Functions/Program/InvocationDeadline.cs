using Amazon.Lambda.Core;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program;

/// <summary>
/// The one <see cref="CancellationToken"/> of an invocation: what remains of its time less a margin to report in, or the
/// process's stop, whichever comes first.
/// </summary>
internal static class InvocationDeadline
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(10);

    /// <summary>Runs one use case within its time.</summary>
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

    // A tenth of the time, at most ten seconds: short calls in tests and long jobs both get room to say how they ended.
    // Longer than a timer can hold (49 days) is as good as for ever.
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

/// <summary>The time that the caller gave a function is over.</summary>
internal sealed class DeadlineExceededException(string function, TimeSpan granted, Exception? cause = null)
    : TransientException(
        $"{function} did not end within the {granted.TotalSeconds:0.###} s it was given.",
        "run it again: jobs go on from what is durable; give it more time if it grows.",
        cause
    );

/// <summary>The process was told to end (SIGTERM, SIGINT) before the function had.</summary>
internal sealed class JobStoppedException(string function, Exception? cause = null)
    : TransientException($"{function} was told to stop before it had ended.", "run it again: jobs go on from what is durable.", cause);
