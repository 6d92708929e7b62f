using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>Runs the states of one execution and records the history as AWS does.</summary>
internal sealed class ExecutionRun(Execution execution, TaskTokens tokens, TimeProvider time, Random random)
{
    private readonly ExecutionHistory history = execution.History;
    private readonly JsonObject context = ContextObject.Create(execution);

    public async Task<ExecutionResult> RunAsync()
    {
        using CancellationTokenSource limit = execution.Machine.TimeoutSeconds is { } seconds
            ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time)
            : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(execution.Stopping, limit.Token);
        try
        {
            history.Add(
                "ExecutionStarted",
                "executionStartedEventDetails",
                new JsonObject { ["input"] = StateJson.ToText(execution.Input) }
            );
            JsonNode? output = await ThroughStatesAsync(stop.Token);
            history.End("ExecutionSucceeded", "executionSucceededEventDetails", new JsonObject { ["output"] = StateJson.ToText(output) });
            return Ended(ExecutionStatus.Succeeded, output, null, null);
        }
        catch (StateErrorException error)
        {
            return Failed(error);
        }
        catch (OperationCanceledException) when (execution.Stopping.IsCancellationRequested)
        {
            history.End("ExecutionAborted", "executionAbortedEventDetails", []);
            return Ended(ExecutionStatus.Aborted, null, null, null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            history.End("ExecutionTimedOut", "executionTimedOutEventDetails", new JsonObject { ["error"] = StateErrors.Timeout });
            return Ended(ExecutionStatus.TimedOut, null, StateErrors.Timeout, "");
        }
        catch (Exception defect)
        {
            // A caller waits for the result. So every execution ends with an error name, as on AWS, even after a defect of ours.
            return Failed(new StateErrorException(StateErrors.Runtime, $"The interpreter failed: {defect.Message}", defect));
        }
        finally
        {
            history.Dispose();
        }
    }

    private async Task<JsonNode?> ThroughStatesAsync(CancellationToken cancellationToken)
    {
        JsonNode? data = execution.Input?.DeepClone();
        StateLimits.CheckSize(data, "The execution's input is data");
        string? next = execution.Machine.StartAt;
        while (next is not null)
        {
            State state = execution.Machine.States[next];
            // AWS gives the first state's event the previous id 0, as it does for ExecutionStarted.
            RecordedEvent entered = history.Add(
                $"{state.Type}StateEntered",
                "stateEnteredEventDetails",
                new JsonObject { ["name"] = state.Name, ["input"] = StateJson.ToText(data) },
                history.LastId == 1 ? 0 : null
            );
            ContextObject.Enter(context, state.Name, entered.Timestamp);
            StateOutcome outcome = await RunAsync(state, entered, data, cancellationToken);
            history.Add(
                $"{state.Type}StateExited",
                "stateExitedEventDetails",
                new JsonObject { ["name"] = state.Name, ["output"] = StateJson.ToText(outcome.Output) }
            );
            (data, next) = (outcome.Output, outcome.Next);
        }

        return data;
    }

    private async Task<StateOutcome> RunAsync(State state, RecordedEvent entered, JsonNode? input, CancellationToken cancellationToken)
    {
        try
        {
            return state switch
            {
                PassState pass => Pass(pass, input),
                TaskState task => await new TaskRun(task, history, tokens, time, random).RunAsync(input, context, cancellationToken),
                ChoiceState choice => Choose(choice, input),
                WaitState wait => await WaitAsync(wait, input, cancellationToken),
                SucceedState => new StateOutcome(input, null),
                FailState fail => throw Failure(fail, input),
                _ => throw new InvalidOperationException($"The interpreter can read a {state.Type} state but cannot run it."),
            };
        }
        catch (StateErrorException error) when (IsOwn(error) && state is not FailState)
        {
            throw new StateErrorException(
                error.Error,
                $"An error occurred while executing the state '{state.Name}' (entered at the event id #{entered.Id}). {error.Cause}",
                error
            );
        }
    }

    private static bool IsOwn(StateErrorException error) =>
        error.Error
            is StateErrors.Runtime
                or StateErrors.ParameterPathFailure
                or StateErrors.ResultPathMatchFailure
                or StateErrors.IntrinsicFailure
                or StateErrors.NoChoiceMatched;

    private StateOutcome Pass(PassState state, JsonNode? input)
    {
        JsonNode? effective = DataFlowRun.Effective(state.Flow, input, context);
        JsonNode? result = state.HasResult ? state.Result?.DeepClone() : effective;
        return new StateOutcome(DataFlowRun.Output(state.Flow, input, result, context), state.Next);
    }

    private StateOutcome Choose(ChoiceState state, JsonNode? input)
    {
        var roots = new PathRoots(input, context);
        string next =
            state.Rules.FirstOrDefault(rule => rule.Condition.Holds(roots))?.Next
            ?? state.Default
            ?? throw new StateErrorException(StateErrors.NoChoiceMatched, "No choice rule is true, and the state has no Default.");
        return new StateOutcome(input, next);
    }

    private async Task<StateOutcome> WaitAsync(WaitState state, JsonNode? input, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(state.Seconds), time, cancellationToken);
        return new StateOutcome(input, state.Next);
    }

    private StateErrorException Failure(FailState state, JsonNode? input)
    {
        var roots = new PathRoots(input, context);
        return new StateErrorException(Text(state.Error.Evaluate(roots)), Text(state.Cause.Evaluate(roots)));
    }

    private static string Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? found)
            ? found
            : throw new StateErrorException(
                StateErrors.Runtime,
                $"The error and the cause of a Fail state must be strings, but one is {StateJson.ToText(value)}."
            );

    private ExecutionResult Failed(StateErrorException error)
    {
        var details = new JsonObject { ["error"] = error.Error };
        if (error.Cause.Length > 0)
        {
            details["cause"] = error.Cause;
        }

        history.End("ExecutionFailed", "executionFailedEventDetails", details);
        return Ended(ExecutionStatus.Failed, null, error.Error, error.Cause);
    }

    private ExecutionResult Ended(ExecutionStatus status, JsonNode? output, string? error, string? cause) =>
        new(status, output, error, cause, time.GetUtcNow());
}

/// <summary>The output of a state, and the name of the next state. A null name ends the execution.</summary>
internal sealed record StateOutcome(JsonNode? Output, string? Next);
