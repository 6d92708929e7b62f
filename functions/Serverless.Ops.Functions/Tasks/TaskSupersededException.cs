using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Tasks;

/// <summary>The state machine no longer waits for this job: its task has timed out or ended, and another may be at it already.</summary>
internal sealed class TaskSupersededException(string function, Exception cause)
    : TransientException(
        $"{function} was stopped: the state machine no longer waits for it.",
        "look at the execution in the Step Functions console; its retry has started or will start a job of its own.",
        cause);
