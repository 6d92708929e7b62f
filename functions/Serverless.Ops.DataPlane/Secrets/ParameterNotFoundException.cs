using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>The parameter store has no parameter of this name.</summary>
public sealed class ParameterNotFoundException(string store, string name, Exception? cause = null)
    : PermanentException($"{store} has no parameter '{name}'.", "create it (docs/operations/enrolment.md lists them), or correct OPS_ESTATE or OPS_PARAMETERS.", cause);
