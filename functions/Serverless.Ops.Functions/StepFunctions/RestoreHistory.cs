using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using Serverless.Ops.Domain.Drill;

namespace Serverless.Ops.Functions.Executions;

/// <summary>When each step of a restore ran and which of its attempts failed, from Step Functions' own history of its execution.</summary>
internal sealed class RestoreHistory(IAmazonStepFunctions stepFunctions)
{
    private const int EventsPerPage = 1_000;

    /// <summary>The Task states of the execution; empty when there was no such execution, and empty with a warning when it could not be read.</summary>
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
                        ExecutionArn = execution, IncludeExecutionData = false, MaxResults = EventsPerPage, NextToken = nextToken,
                    },
                    cancellationToken);
                foreach (HistoryEvent seen in page.Events)
                {
                    events.Note(seen);
                }

                nextToken = page.NextToken;
            }
            while (nextToken is not null);
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
                [], [], $"The restore's history could not be read, so the parts of the time to restore and the attempts that failed are not known: {code}{unread.Message}");
        }

        return events.Finish();
    }
}
