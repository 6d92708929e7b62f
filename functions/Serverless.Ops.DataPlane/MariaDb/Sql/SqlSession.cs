using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// A session of ordinary SQL, by MySqlConnector. Its errors get the names that the state machine knows, the same as those of <c>MariaDb/Wire</c>:
/// what passes by itself is retried, the rest is not. See docs/adr/0009-own-wire-client.md.
/// </summary>
internal static class SqlSession
{
    /// <summary>Opens a connection, does the work with it and closes it.</summary>
    /// <param name="activity">What an error says the job was doing, after "while".</param>
    /// <param name="timeoutSeconds">Of one statement; 0 leaves it to the server how long a statement may take.</param>
    /// <exception cref="ServerUnreachableException"/>
    /// <exception cref="ServerGoneException"/>
    /// <exception cref="AccountRefusedException"/>
    /// <exception cref="ServerErrorException"/>
    public static async Task<T> RunAsync<T>(
        MariaDbEndpoint database,
        MariaDbAccount account,
        string activity,
        uint timeoutSeconds,
        Func<MySqlConnection, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        bool isOpen = false;
        try
        {
            await using var connection = new MySqlConnection(ConnectionString(database, account, timeoutSeconds));
            await connection.OpenAsync(cancellationToken);
            isOpen = true;
            return await work(connection);
        }
        catch (MySqlException failure)
        {
            throw Typed(failure, isOpen, database, account, activity);
        }
    }

    private static string ConnectionString(MariaDbEndpoint database, MariaDbAccount account, uint timeoutSeconds)
    {
        var builder = new MySqlConnectionStringBuilder
        {
            Server = database.SocketPath ?? database.Host,
            ConnectionProtocol = database.SocketPath is null ? MySqlConnectionProtocol.Sockets : MySqlConnectionProtocol.UnixSocket,
            UserID = account.User,
            Password = account.Password.Reveal(),
            CharacterSet = "utf8mb4",
            Pooling = false,
            DefaultCommandTimeout = timeoutSeconds,
            SslMode = database.TlsRequired ? MySqlSslMode.VerifyFull : MySqlSslMode.Preferred,
            SslCa = database.TlsAuthorityFile,
        };
        if (database.SocketPath is null)
        {
            builder.Port = (uint)database.Port;
        }
        else
        {
            builder.SslMode = MySqlSslMode.None;
        }

        return builder.ConnectionString;
    }

    private static Exception Typed(
        MySqlException failure,
        bool wasOpen,
        MariaDbEndpoint database,
        MariaDbAccount account,
        string activity
    ) =>
        failure switch
        {
            // The server's own errors have an SQLSTATE; those without one are the client's. A certificate that is wrong stays so.
            { SqlState: null } when !wasOpen && !Causes(failure).OfType<AuthenticationException>().Any() => new ServerUnreachableException(
                database,
                failure
            ),
            { SqlState: null } when wasOpen && Causes(failure).Any(cause => cause is IOException or SocketException) =>
                new ServerGoneException(database, activity, failure.Message.TrimEnd('.'), failure),
            _ => ServerAnswer.ErrorOf(failure.Number, failure.Message.TrimEnd('.'), database, account, activity),
        };

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (Exception? cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
