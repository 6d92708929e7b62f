using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.StepFunctions;

/// <summary>
/// <c>arn:aws:states:::states:startExecution.sync:2</c>: starts another machine and waits for its end. The output is JSON. A
/// failure is States.TaskFailed, with the execution's description as its cause.
/// </summary>
/// <param name="machines">A function, because loading the machines needs this object: it is in the table of resources.</param>
internal sealed class StartExecutionTask(Func<StateMachines> machines) : ITaskHandler
{
    public async Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        SdkParameters.Only(request.Parameters, "states:startExecution", "StateMachineArn", "Name", "Input");
        string arn = SdkParameters.Text(request.Parameters, "StateMachineArn");
        StateMachine machine =
            machines().Find(arn)
            ?? throw SdkParameters.ServiceError(
                "StepFunctions.StateMachineDoesNotExistException",
                $"State Machine Does Not Exist: '{arn}'",
                "AWSStepFunctions",
                400
            );
        string name = SdkParameters.OptionalText(request.Parameters, "Name") ?? Guid.NewGuid().ToString();
        Execution child = machines().Start(machine, name, request.Parameters["Input"] ?? new JsonObject());
        ExecutionResult result;
        try
        {
            result = await child.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Step Functions stops the started execution when the waiting state ends.
            await child.AbortAsync();
            throw;
        }

        JsonObject description = Describe(child, result);
        return result.Status == ExecutionStatus.Succeeded
            ? description
            : throw new StateErrorException(StateErrors.TaskFailed, StateJson.ToText(description));
    }

    private static JsonObject Describe(Execution child, ExecutionResult result)
    {
        var description = new JsonObject
        {
            ["ExecutionArn"] = child.Arn,
            ["Input"] = result.Status == ExecutionStatus.Succeeded ? child.Input?.DeepClone() : StateJson.ToText(child.Input),
            ["InputDetails"] = new JsonObject { ["Included"] = true },
            ["Name"] = child.Name,
            ["StartDate"] = child.StartedAt.ToUnixTimeMilliseconds(),
            ["StateMachineArn"] = child.Machine.Arn,
            ["Status"] = result.Status switch
            {
                ExecutionStatus.Succeeded => "SUCCEEDED",
                ExecutionStatus.Failed => "FAILED",
                ExecutionStatus.TimedOut => "TIMED_OUT",
                _ => "ABORTED",
            },
            ["StopDate"] = result.StoppedAt.ToUnixTimeMilliseconds(),
        };
        if (result.Status == ExecutionStatus.Succeeded)
        {
            description["Output"] = result.Output?.DeepClone();
            description["OutputDetails"] = new JsonObject { ["Included"] = true };
        }
        else if (result.Status == ExecutionStatus.Failed)
        {
            description["Error"] = result.Error;
            description["Cause"] = result.Cause;
        }

        return description;
    }
}
