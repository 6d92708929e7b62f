using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>Nobody answers at the endpoint.</summary>
public sealed class ServerUnreachableException(MariaDbEndpoint endpoint, Exception cause)
    : TransientException(
        $"The database at {endpoint} does not answer: {cause.Message}.",
        "check that the server runs and that the setting OPS_DATABASE names its socket or port.",
        cause);
