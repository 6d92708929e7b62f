using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Tasks;

/// <summary>Step Functions could not be told how a job goes.</summary>
internal sealed class TaskUnreachableException(string function, string call, Exception cause)
    : TransientException(
        $"{function} could not call {call} of Step Functions: {cause.Message}",
        "check this host's way to Step Functions and its role's states:SendTask* permissions; the state's Retry runs the job again.",
        cause);
