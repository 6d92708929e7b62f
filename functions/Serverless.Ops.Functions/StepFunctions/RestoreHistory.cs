using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Functions.StepFunctions;

/// <summary>Reads from Step Functions when each step of a restore ran and which attempts failed.</summary>
internal sealed class RestoreHistory(IAmazonStepFunctions stepFunctions)
{
    private const int EventsPerPage = 1_000;

    /// <summary>Reads the Task states of the execution. The record is empty when there is no such execution.
    /// It is empty and has a warning when the history could not be read.</summary>
    /// <param name="stateMachineArn">ARN of the restore state machine.</param>
    /// <param name="runId">Name of the execution.</param>
    public async Task<RestoreRecord> ReadAsync(string stateMachineArn, string runId, CancellationToken cancellationToken)
    {
        string execution = $"{stateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{runId}";
        var events = new StateEvents();
        try
        {
            string? nextToken = null;
            do
            {
                GetExecutionHistoryResponse page = await stepFunctions.GetExecutionHistoryAsync(
                    new GetExecutionHistoryRequest
                    {
                        ExecutionArn = execution,
                        IncludeExecutionData = false,
                        MaxResults = EventsPerPage,
                        NextToken = nextToken,
                    },
                    cancellationToken
                );
                foreach (HistoryEvent seen in page.Events)
                {
                    events.Note(seen);
                }

                nextToken = page.NextToken;
            } while (nextToken is not null);
        }
        catch (ExecutionDoesNotExistException)
        {
            return new RestoreRecord([], []); // the restore never started; the drill's failure has the reason
        }
        catch (Exception unread) when (unread is AmazonStepFunctionsException or AmazonClientException or HttpRequestException)
        {
            // The verdict does not depend on the history. An incomplete history would look like a complete one, so none is returned.
            string code = unread is AmazonServiceException { ErrorCode: { Length: > 0 } error } ? $"{error}: " : "";
            return new RestoreRecord(
                [],
                [],
                "The restore's history could not be read, so the report lacks the time of each step and the failed attempts: "
                    + $"{code}{unread.Message}"
            );
        }

        return events.Finish();
    }
}

/// <summary>
/// Collects the events of an execution without branches, in order. When a Retrier takes the error of a failed attempt, the next event
/// of that state is TaskScheduled. Otherwise the state or the execution ends.
/// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
/// </summary>
internal sealed class StateEvents
{
    private readonly List<DrillPart> parts = [];
    private readonly List<FailedAttempt> failed = [];
    private (string Name, DateTimeOffset EnteredAt)? current;
    private string? error;

    public void Note(HistoryEvent seen)
    {
        var at = new DateTimeOffset(DateTime.SpecifyKind(seen.Timestamp!.Value, DateTimeKind.Utc));
        if (seen.Type == HistoryEventType.TaskStateEntered)
        {
            current = (seen.StateEnteredEventDetails!.Name!, at);
        }
        else if (seen.Type == HistoryEventType.TaskScheduled)
        {
            AttemptIsOver(wasRetried: true);
        }
        else if (seen.Type == HistoryEventType.TaskFailed)
        {
            error = seen.TaskFailedEventDetails?.Error ?? "an error without a name";
        }
        else if (seen.Type == HistoryEventType.TaskSubmitFailed)
        {
            error = seen.TaskSubmitFailedEventDetails?.Error ?? "an error without a name";
        }
        else if (seen.Type == HistoryEventType.TaskTimedOut)
        {
            error = seen.TaskTimedOutEventDetails?.Error ?? "States.Timeout";
        }
        else if (
            seen.Type == HistoryEventType.TaskStateExited
            && current is var (name, enteredAt)
            && name == seen.StateExitedEventDetails!.Name
        )
        {
            AttemptIsOver(wasRetried: false);
            parts.Add(new DrillPart(name, enteredAt, at));
            current = null;
        }
    }

    public RestoreRecord Finish()
    {
        AttemptIsOver(wasRetried: false);
        return new RestoreRecord(parts, failed);
    }

    private void AttemptIsOver(bool wasRetried)
    {
        if (error is not null)
        {
            failed.Add(new FailedAttempt(current?.Name ?? "a state without a name", error, wasRetried));
            error = null;
        }
    }
}
