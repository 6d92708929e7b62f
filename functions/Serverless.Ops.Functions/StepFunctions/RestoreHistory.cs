using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Functions.StepFunctions;

/// <summary>When each step of a restore ran and which of its attempts failed, from Step Functions' own history of its execution.</summary>
internal sealed class RestoreHistory(IAmazonStepFunctions stepFunctions)
{
    private const int EventsPerPage = 1_000;

    /// <summary>The Task states of the execution. Empty when there was no such execution; empty with a warning when it could not be
    /// read.</summary>
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
            return new RestoreRecord([], []); // the restore was never started, which the drill's failure says
        }
        catch (Exception unread) when (unread is AmazonStepFunctionsException or AmazonClientException or HttpRequestException)
        {
            // The verdict does not depend on the history; half of one would be read as the whole.
            string code = unread is AmazonServiceException { ErrorCode: { Length: > 0 } error } ? $"{error}: " : "";
            return new RestoreRecord(
                [],
                [],
                "The restore's history could not be read, so the parts of the time to restore and the attempts that failed are not known: "
                    + $"{code}{unread.Message}"
            );
        }

        return events.Finish();
    }
}

/// <summary>
/// Takes the events of an execution without branches, in order. A failed attempt is followed by the next one's TaskScheduled when
/// its Retrier took the error, and otherwise by the state's or the execution's end.
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
