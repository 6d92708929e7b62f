using System.Text;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.StepFunctions;

/// <summary>The task of a state machine that waits for this job's answer.</summary>
/// <param name="stepFunctions">Where the answers go.</param>
/// <param name="token">Names the task; a secret.</param>
/// <param name="function">The job, for messages.</param>
/// <param name="heartbeat">Between two signs of life.</param>
/// <param name="time">Paces the heartbeats.</param>
internal sealed class WaitingTask(IAmazonStepFunctions stepFunctions, string token, string function, TimeSpan heartbeat, TimeProvider time)
{
    /// <summary>Step Functions' limit of a state's output.</summary>
    public const int LongestOutputBytes = 262_144;

    private const int LongestError = 256;

    // A host that is shut down gives a job little more than this after SIGTERM.
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(60);

    /// <summary>Runs the job under the task and answers for it. What the job threw is thrown on once it is reported.</summary>
    /// <param name="job">Gets the token that ends it: on <paramref name="stopping"/>, or when nobody waits any more.</param>
    /// <param name="stopping">The process is to end.</param>
    /// <exception cref="TaskSupersededException">Nobody waits for the job (any more).</exception>
    /// <exception cref="TaskUnreachableException">Step Functions could not be asked before the work, or told afterwards.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(Func<CancellationToken, Task<ReadOnlyMemory<byte>>> job, CancellationToken stopping)
    {
        await CallAsync("SendTaskHeartbeat", SendHeartbeatAsync, stopping);
        using var superseded = new CancellationTokenSource();
        using var stopOrSuperseded = CancellationTokenSource.CreateLinkedTokenSource(stopping, superseded.Token);
        using var ended = new CancellationTokenSource();
        Task<Exception?> heartbeats = SendHeartbeatsAsync(superseded, ended.Token);
        ReadOnlyMemory<byte> output;
        try
        {
            output = await job(stopOrSuperseded.Token);
            if (output.Length > LongestOutputBytes)
            {
                throw new InvalidOperationException(
                    $"The result of {function} has {output.Length:#,0} bytes; a state takes {LongestOutputBytes:#,0} at most. "
                        + "The function has to store the list and return its key."
                );
            }
        }
        catch (Exception failure)
        {
            // Whatever ended the job is its answer.
            await ended.CancelAsync();
            if (await heartbeats is { } reason)
            {
                throw new TaskSupersededException(function, reason);
            }

            await ReportAsync(failure);
            throw;
        }

        await ended.CancelAsync();
        _ = await heartbeats;
        using var patience = new CancellationTokenSource(ReportTime, time);
        await CallAsync(
            "SendTaskSuccess",
            cancellationToken =>
                stepFunctions.SendTaskSuccessAsync(
                    new SendTaskSuccessRequest { TaskToken = token, Output = Encoding.UTF8.GetString(output.Span) },
                    cancellationToken
                ),
            patience.Token
        );
        return output;
    }

    /// <returns>Why nobody waits any more, or null when the job ended first.</returns>
    private async Task<Exception?> SendHeartbeatsAsync(CancellationTokenSource superseded, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(heartbeat, time);
        while (true)
        {
            try
            {
                await timer.WaitForNextTickAsync(ended);
                await SendHeartbeatAsync(ended);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return null;
            }
            catch (AmazonStepFunctionsException reason) when (IsOver(reason))
            {
                await superseded.CancelAsync();
                return reason;
            }
            catch (Exception lost) when (IsOfTheWay(lost))
            {
                // Step Functions' own HeartbeatSeconds decides when too many are missing.
                await Console.Error.WriteLineAsync($"heartbeat not sent: {lost.Message}");
            }
        }
    }

    private async Task ReportAsync(Exception failure)
    {
        string error = failure.GetType().Name;
        using var patience = new CancellationTokenSource(ReportTime, time);
        try
        {
            await CallAsync(
                "SendTaskFailure",
                cancellationToken =>
                    stepFunctions.SendTaskFailureAsync(
                        new SendTaskFailureRequest
                        {
                            TaskToken = token,
                            Error = error.Length <= LongestError ? error : error[..LongestError],
                            Cause = ErrorReport.Write(failure),
                        },
                        cancellationToken
                    ),
                patience.Token
            );
        }
        catch (Exception unreported) when (unreported is TaskSupersededException or TaskUnreachableException)
        {
            // The job's own failure is what its caller has to hear; that it is not reported is said beside it.
            await Console.Error.WriteLineAsync($"the failure was not reported: {unreported.Message}");
        }
    }

    private Task SendHeartbeatAsync(CancellationToken cancellationToken) =>
        stepFunctions.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = token }, cancellationToken);

    private async Task CallAsync(string name, Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call(cancellationToken);
        }
        catch (AmazonStepFunctionsException reason) when (IsOver(reason))
        {
            throw new TaskSupersededException(function, reason);
        }
        catch (Exception lost) when (IsOfTheWay(lost) || lost is OperationCanceledException)
        {
            throw new TaskUnreachableException(function, name, lost);
        }
    }

    private static bool IsOver(AmazonStepFunctionsException reason) =>
        reason is TaskTimedOutException or TaskDoesNotExistException or InvalidTokenException;

    private static bool IsOfTheWay(Exception failure) =>
        failure is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException
        || failure is OperationCanceledException { InnerException: TimeoutException };
}

/// <summary>The state machine no longer waits for this job: its task has timed out or ended, and another may be at it already.</summary>
internal sealed class TaskSupersededException(string function, Exception cause)
    : TransientException(
        $"{function} was stopped: the state machine no longer waits for it.",
        "look at the execution in the Step Functions console; its retry has started or will start a job of its own.",
        cause
    );

/// <summary>Step Functions could not be told how a job goes.</summary>
internal sealed class TaskUnreachableException(string function, string call, Exception cause)
    : TransientException(
        $"{function} could not call {call} of Step Functions: {cause.Message}",
        "check this host's way to Step Functions and its role's states:SendTask* permissions; the state's Retry runs the job again.",
        cause
    );
