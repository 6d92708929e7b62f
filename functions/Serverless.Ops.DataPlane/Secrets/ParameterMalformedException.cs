using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>A parameter's value does not have the expected form. The value is never in the message.</summary>
public sealed class ParameterMalformedException(string name, string expected)
    : PermanentException($"Parameter '{name}' does not hold {expected}.", "write it again in that form; nothing of its value is shown here.");
