using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>TLS is required and the server does not offer it, or its certificate is not trusted.</summary>
public sealed class TlsUnavailableException(MariaDbEndpoint endpoint, string reason, Exception? cause = null)
    : PermanentException(
        $"The database at {endpoint} cannot be reached over TLS: {reason}.",
        "give the server a certificate, name its authority in OPS_DATABASE_TLS_CA, or use the Unix socket.",
        cause);
