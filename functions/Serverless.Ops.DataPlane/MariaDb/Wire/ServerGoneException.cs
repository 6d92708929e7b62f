using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The connection was cut, or the server ended it, in the middle of something.</summary>
public sealed class ServerGoneException(MariaDbEndpoint endpoint, string activity, string reason, Exception? cause = null)
    : TransientException(
        $"The database at {endpoint} went away while {activity}: {reason}.",
        "see the server's error log for why it ended the connection; the same run can be started again.",
        cause);
