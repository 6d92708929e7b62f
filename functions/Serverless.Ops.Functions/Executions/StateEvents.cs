using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Drill;

namespace Serverless.Ops.Functions.Executions;

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
        else if (seen.Type == HistoryEventType.TaskStateExited && current is var (name, enteredAt) && name == seen.StateExitedEventDetails!.Name)
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
