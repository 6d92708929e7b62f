using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The server refused a statement, and would again.</summary>
public sealed class ServerErrorException(MariaDbEndpoint endpoint, string activity, int number, string message)
    : PermanentException(
        $"The database at {endpoint} answered error {number} while {activity}: {message}.",
        "look the number up in the MariaDB error code reference; nothing after this statement was done.")
{
    /// <summary>The server's error number. https://mariadb.com/kb/en/mariadb-error-code-reference/</summary>
    public int Number { get; } = number;
}
