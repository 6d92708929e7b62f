using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>
/// A session of ordinary SQL with MySqlConnector. Its errors have the same names as the errors of <c>MariaDb/Wire</c>. So the state machine
/// knows them, and retries only those that pass by themselves. See docs/adr/0009-own-wire-client.md.
/// </summary>
internal static class SqlSession
{
    /// <summary>Opens a connection, does the work with it and closes it.</summary>
    /// <param name="activity">The job's work, which an error names after "while".</param>
    /// <param name="timeoutSeconds">Limit of one statement. With 0 only the server limits a statement.</param>
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
            await BeginAsync(connection, cancellationToken);
            return await work(connection);
        }
        catch (MySqlException failure)
        {
            throw Typed(failure, isOpen, database, account, activity);
        }
    }

    // The same steps as in Wire/MariaDbConnection.
    private static async Task BeginAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ResetConnectionAsync(cancellationToken);
        await using var lift = new MySqlCommand(SessionVariables.LiftLimits, connection);
        await lift.ExecuteNonQueryAsync(cancellationToken);
        var present = new List<string>();
        await using var list = new MySqlCommand(SessionVariables.ListPresent, connection);
        await using (MySqlDataReader names = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await names.ReadAsync(cancellationToken))
            {
                present.Add(names.GetString(0));
            }
        }

        await using var pin = new MySqlCommand(SessionVariables.Pin(present), connection);
        await pin.ExecuteNonQueryAsync(cancellationToken);
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
            SslMode = database.TlsRequired ? MySqlSslMode.VerifyFull : MySqlSslMode.None,
            SslCa = database.TlsAuthorityFile,
            ConnectionTimeout = 10, // seconds; the same as in Wire/Transport
            Keepalive = 30, // seconds of silence; then the system probes, and a dead network ends the session after 12 minutes
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
            // The server's own errors have an SQLSTATE, and the client's have none. A wrong certificate is not transient.
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
