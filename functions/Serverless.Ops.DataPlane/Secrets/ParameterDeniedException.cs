using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>The parameter may not be read, or is readable by others than its owner and is therefore refused.</summary>
public sealed class ParameterDeniedException(string store, string name, string reason, string nextStep, Exception? cause = null)
    : PermanentException($"{store}: parameter '{name}' was not read: {reason}.", nextStep, cause);
