using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>Runs a Task: calls the resource, retries the errors that a Retrier matches, and follows the Catcher that matches.</summary>
internal sealed class TaskRun(TaskState state, ExecutionHistory history, TaskTokens tokens, TimeProvider time, Random random)
{
    public async Task<StateOutcome> RunAsync(JsonNode? input, JsonObject context, CancellationToken cancellationToken)
    {
        int[] used = new int[state.Retriers.Count];
        for (int retries = 0; ; retries++)
        {
            ContextObject.Retry(context, retries);
            try
            {
                JsonNode? result = await AttemptAsync(input, context, cancellationToken);
                return new StateOutcome(DataFlowRun.Output(state.Flow, input, result, context), state.Next);
            }
            catch (StateErrorException error) when (RetrierFor(error, used) is { } place)
            {
                await Task.Delay(state.Retriers[place].Delay(++used[place], random), time, cancellationToken);
            }
            catch (StateErrorException error)
                when (state.Catchers.FirstOrDefault(catcher => StateErrors.Takes(catcher.ErrorEquals, error)) is { } catcher)
            {
                var caught = new JsonObject { ["Error"] = error.Error, ["Cause"] = error.Cause };
                JsonNode? output = catcher.ResultPath.Put(input, caught);
                StateLimits.CheckSize(output, "The state returned a result");
                return new StateOutcome(output, catcher.Next);
            }
        }
    }

    // The first Retrier that matches the error decides, even when this Retrier has no attempt left.
    private int? RetrierFor(StateErrorException error, int[] used)
    {
        int place = state.Retriers.ToList().FindIndex(retrier => StateErrors.Takes(retrier.ErrorEquals, error));
        return place >= 0 && used[place] < state.Retriers[place].MaxAttempts ? place : null;
    }

    private async Task<JsonNode?> AttemptAsync(JsonNode? input, JsonObject context, CancellationToken cancellationToken)
    {
        PendingTask? pending = state.Resource.WaitsForToken ? tokens.Open() : null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(state.TimeoutSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (pending is not null)
            {
                ContextObject.PassToken(context, pending.Token);
            }

            JsonObject parameters =
                DataFlowRun.Effective(state.Flow, input, context) as JsonObject
                ?? throw new StateErrorException(StateErrors.Runtime, "The parameters of a task must be an object.");
            history.Add("TaskScheduled", "taskScheduledEventDetails", Scheduled(parameters));
            history.Add("TaskStarted", "taskStartedEventDetails", Named());
            JsonNode? result = await ReportedAsync(() => CallAsync(parameters, pending, stop.Token), limit.Token, cancellationToken);
            history.Add("TaskSucceeded", "taskSucceededEventDetails", WithOutput(result));
            return result;
        }
        finally
        {
            if (pending is not null)
            {
                tokens.Close(pending);
            }
        }
    }

    private async Task<JsonNode?> CallAsync(JsonObject parameters, PendingTask? pending, CancellationToken cancellationToken)
    {
        JsonNode? answer = await HandledAsync(parameters, cancellationToken);
        CheckSize(answer);
        if (pending is null)
        {
            return answer;
        }

        history.Add("TaskSubmitted", "taskSubmittedEventDetails", WithOutput(answer));
        TimeSpan? heartbeat = state.HeartbeatSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        JsonNode? result = await pending.WaitAsync(heartbeat, cancellationToken);
        CheckSize(result);
        return result;
    }

    // A failure of a local service becomes a state error, so that the execution ends with an error name.
    private async Task<JsonNode?> HandledAsync(JsonObject parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await state
                .Resource.Handler.RunAsync(new TaskRequest((JsonObject)parameters.DeepClone()), cancellationToken)
                .WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not StateErrorException && !cancellationToken.IsCancellationRequested)
        {
            throw new StateErrorException(
                StateErrors.Runtime,
                $"The local service for {state.Resource.Arn} failed: {failure.Message}",
                failure
            );
        }
    }

    // Records the failure of the attempt. When the task's own time limit ended the attempt, the error is States.Timeout.
    private async Task<JsonNode?> ReportedAsync(Func<Task<JsonNode?>> call, CancellationToken limit, CancellationToken cancellationToken)
    {
        StateErrorException failure;
        try
        {
            return await call();
        }
        catch (OperationCanceledException canceled) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            failure = new StateErrorException(StateErrors.Timeout, "", canceled);
        }
        catch (StateErrorException error)
        {
            failure = error;
        }

        JsonObject details = Named();
        details["error"] = failure.Error;
        if (failure.Cause.Length > 0)
        {
            details["cause"] = failure.Cause;
        }

        bool isTimeout = failure.Error == StateErrors.Timeout;
        history.Add(isTimeout ? "TaskTimedOut" : "TaskFailed", isTimeout ? "taskTimedOutEventDetails" : "taskFailedEventDetails", details);
        throw failure;
    }

    private void CheckSize(JsonNode? result) =>
        StateLimits.CheckSize(result, $"The state/task '{state.Resource.ResourceType}' returned a result");

    private JsonObject Named() => new() { ["resource"] = state.Resource.Resource, ["resourceType"] = state.Resource.ResourceType };

    private JsonObject WithOutput(JsonNode? output)
    {
        JsonObject details = Named();
        details["output"] = StateJson.ToText(output);
        return details;
    }

    private JsonObject Scheduled(JsonObject parameters)
    {
        JsonObject details = Named();
        details["region"] = LocalArns.Region;
        details["parameters"] = StateJson.ToText(parameters);
        details["timeoutInSeconds"] = state.TimeoutSeconds;
        if (state.HeartbeatSeconds is { } heartbeat)
        {
            details["heartbeatInSeconds"] = heartbeat;
        }

        return details;
    }
}
