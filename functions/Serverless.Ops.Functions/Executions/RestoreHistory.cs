using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Drill;

namespace Serverless.Ops.Functions.Executions;

/// <summary>When each step of a restore ran, from Step Functions' own history of its execution.</summary>
internal sealed class RestoreHistory(IAmazonStepFunctions stepFunctions)
{
    private const int EventsPerPage = 1_000;

    /// <summary>The Task states of the execution that ended, in order; none when there was no such execution.</summary>
    /// <param name="stateMachineArn">ARN of the restore state machine.</param>
    /// <param name="runId">Name of the execution.</param>
    public async Task<IReadOnlyList<DrillPart>> ReadAsync(string stateMachineArn, string runId, CancellationToken cancellationToken)
    {
        string execution = $"{stateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{runId}";
        List<DrillPart> parts = [];
        Dictionary<string, DateTimeOffset> entered = new(StringComparer.Ordinal);
        string? nextToken = null;
        do
        {
            GetExecutionHistoryResponse page;
            try
            {
                page = await stepFunctions.GetExecutionHistoryAsync(
                    new GetExecutionHistoryRequest
                    {
                        ExecutionArn = execution, IncludeExecutionData = false, MaxResults = EventsPerPage, NextToken = nextToken,
                    },
                    cancellationToken);
            }
            catch (ExecutionDoesNotExistException)
            {
                return []; // the restore was never started, which the drill's failure says
            }

            foreach (HistoryEvent seen in page.Events)
            {
                Note(seen, entered, parts);
            }

            nextToken = page.NextToken;
        }
        while (nextToken is not null);

        return parts;
    }

    private static void Note(HistoryEvent seen, Dictionary<string, DateTimeOffset> entered, List<DrillPart> parts)
    {
        var at = new DateTimeOffset(DateTime.SpecifyKind(seen.Timestamp!.Value, DateTimeKind.Utc));
        if (seen.Type == HistoryEventType.TaskStateEntered)
        {
            entered[seen.StateEnteredEventDetails!.Name!] = at;
        }
        else if (seen.Type == HistoryEventType.TaskStateExited && entered.Remove(seen.StateExitedEventDetails!.Name!, out DateTimeOffset began))
        {
            parts.Add(new DrillPart(seen.StateExitedEventDetails.Name!, began, at));
        }
    }
}
