using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>An error of the server that passes by itself: too many connections, a lock that was not had in time, a deadlock.</summary>
public sealed class ServerBusyException(MariaDbEndpoint endpoint, string activity, int number, string message)
    : TransientException(
        $"The database at {endpoint} answered error {number} while {activity}: {message}.",
        "start the same run again; when it keeps happening, see what holds locks or connections.")
{
    /// <summary>The server's error number. https://mariadb.com/kb/en/mariadb-error-code-reference/</summary>
    public int Number { get; } = number;
}
