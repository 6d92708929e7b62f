using System.Text;
using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.StepFunctions;

/// <summary>The task of a state machine that waits for this job's answer.</summary>
/// <param name="stepFunctions">Receives the task heartbeats and the answer.</param>
/// <param name="token">Names the task. The token is a secret.</param>
/// <param name="function">The job's name, for messages.</param>
/// <param name="heartbeat">Time between two task heartbeats.</param>
/// <param name="time">The clock of the task heartbeats.</param>
internal sealed class WaitingTask(IAmazonStepFunctions stepFunctions, string token, string function, TimeSpan heartbeat, TimeProvider time)
{
    /// <summary>Step Functions' limit for a state's output, in bytes.</summary>
    public const int LongestOutputBytes = 262_144;

    private const int LongestError = 256;

    // A host that shuts down gives a job little more time than this after SIGTERM.
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(60);

    /// <summary>Runs the job and sends its result or its failure to the task. A failure is thrown again after the report.</summary>
    /// <param name="job">The work. Its token is cancelled on <paramref name="stopping"/>, or when the state machine stops waiting.</param>
    /// <param name="stopping">Cancelled when the process has to end.</param>
    /// <exception cref="TaskSupersededException">The state machine does not wait for the job, or stopped waiting.</exception>
    /// <exception cref="TaskUnreachableException">A call to Step Functions failed, before the work or after it.</exception>
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
                throw new OutputTooLargeException(function, output.Length);
            }
        }
        catch (Exception failure)
        {
            // Any exception is the job's answer, so this catches all of them.
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

    /// <returns>Why the state machine stopped waiting, or null when the job ended first.</returns>
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
                // One lost heartbeat does not end the job. The state's HeartbeatSeconds ends the task when too many are missing.
                await Console.Error.WriteLineAsync($"task heartbeat not sent: {lost.Message}");
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
            // The caller still gets the job's own failure. This line only adds that Step Functions did not get it.
            await Console.Error.WriteLineAsync($"the failure was not reported to Step Functions: {unreported.Message}");
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

/// <summary>The state machine no longer waits for this job: the task has timed out or ended. Another job may already do the work.</summary>
internal sealed class TaskSupersededException(string function, Exception cause)
    : TransientException(
        $"{function} was stopped: the state machine no longer waits for it.",
        "look at the execution in the Step Functions console; its Retry has started another job, or will start one.",
        cause
    );

/// <summary>A call to Step Functions failed, so the state machine does not know the job's state.</summary>
internal sealed class TaskUnreachableException(string function, string call, Exception cause)
    : TransientException(
        $"{function} could not call {call} of Step Functions: {cause.Message}",
        "check this host's network path to Step Functions and its role's states:SendTask* permissions; "
            + "the state's Retry runs the job again.",
        cause
    );

/// <summary>The result is larger than the output of a state may be.</summary>
internal sealed class OutputTooLargeException(string function, int bytes)
    : PermanentException(
        $"The result of {function} has {bytes:#,0} bytes; the limit for a state is {WaitingTask.LongestOutputBytes:#,0}.",
        "this is a mistake in the function: it has to store the list as an object and return its key."
    );
