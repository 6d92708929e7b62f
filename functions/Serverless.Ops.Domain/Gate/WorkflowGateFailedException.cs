using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Gate;

/// <summary>A critical workflow did not pass on the restored site, which therefore stays closed.</summary>
public sealed class WorkflowGateFailedException(string whatHappened, string nextStep) : PermanentException(whatHappened, nextStep);
