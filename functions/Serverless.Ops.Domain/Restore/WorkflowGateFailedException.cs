using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Domain.Restore;

/// <summary>A critical workflow did not pass on the restored site, which therefore stays closed.</summary>
public sealed class WorkflowGateFailedException(string whatHappened, string nextStep) : PermanentException(whatHappened, nextStep);
